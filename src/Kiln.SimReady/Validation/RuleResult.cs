using System.Text.Json.Serialization;

namespace Kiln.SimReady.Validation;

/// <summary>The result of one rule.</summary>
/// <param name="Code">The rule's code in the SimReady and asset requirements, or Kiln's own.</param>
/// <param name="Result">How it came out.</param>
/// <param name="Message">What is required, or what is wrong.</param>
/// <param name="Path">Where the first violation is; null when there is none.</param>
/// <param name="Measured">The measured quantity, where the rule has one.</param>
/// <param name="Limit">What it was measured against.</param>
internal sealed record RuleResult(
    string Code,
    RuleOutcome Result,
    string Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Path = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Measured = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Limit = null);
