using System.Globalization;

namespace Kiln.SimReady.Validation;

/// <summary>Collects the rules' results in the order in which they are checked.</summary>
internal sealed class RuleLog
{
    private readonly List<RuleResult> _results = [];

    /// <summary>All results so far.</summary>
    public IReadOnlyList<RuleResult> Results => _results;

    /// <summary>A rule that must be met.</summary>
    /// <param name="code">Its code.</param>
    /// <param name="requirement">What it demands, said of the asset.</param>
    /// <param name="violations">Where it is not met.</param>
    public void Require(string code, string requirement, IEnumerable<Violation> violations) =>
        Add(code, requirement, violations, RuleOutcome.Fail);

    /// <summary>A rule that should be met.</summary>
    public void Advise(string code, string requirement, IEnumerable<Violation> violations) =>
        Add(code, requirement, violations, RuleOutcome.Waived);

    /// <summary>A rule that is not met.</summary>
    public void Fail(string code, Violation violation) => Add(code, "", [violation], RuleOutcome.Fail);

    /// <summary>A rule that must be met, with what was measured.</summary>
    public void Measure(string code, string requirement, double measured, double limit, RuleOutcome outcome) =>
        _results.Add(new(code, outcome, requirement, null, measured, limit));

    /// <summary>A rule that does not apply, with the reason.</summary>
    public void Skip(string code, string reason) => _results.Add(new(code, RuleOutcome.Skipped, reason));

    /// <summary>A rule that is knowingly not met, with the reason.</summary>
    public void Waive(string code, string path, string reason) => _results.Add(new(code, RuleOutcome.Waived, reason, path));

    /// <summary>Every rule without a result so far does not apply, with the reason.</summary>
    public void SkipRest(string reason)
    {
        foreach (string code in RuleCodes.All.Except(_results.Select(result => result.Code), StringComparer.Ordinal).ToArray())
        {
            Skip(code, reason);
        }
    }

    private void Add(string code, string requirement, IEnumerable<Violation> violations, RuleOutcome outcome)
    {
        Violation? first = null;
        int count = 0;
        foreach (Violation violation in violations)
        {
            first ??= violation;
            count++;
        }

        if (first is null)
        {
            _results.Add(new(code, RuleOutcome.Pass, requirement));
            return;
        }

        string more = count > 1 ? string.Create(CultureInfo.InvariantCulture, $" ({count - 1} more)") : "";
        _results.Add(new(code, outcome, first.Message + more, first.Path, first.Measured, first.Limit));
    }
}
