using System.Text.Json;
using Kiln.Functions.Orchestration;

namespace Kiln.Functions.Jobs.Noop;

/// <summary>Does nothing, for as long as it was told to, and fails when it was told to.</summary>
internal sealed class NoopWork(TimeProvider clock) : IBuiltInWork
{
    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    /// <inheritdoc />
    public bool Runs(string jobType) => jobType == NoopType.TypeName;

    /// <inheritdoc />
    public bool Computes => false;

    /// <inheritdoc />
    public async Task<JsonElement> RunAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        NoopParameters does = attempt.Job.Parameters?.Deserialize<NoopParameters>() ?? new NoopParameters();
        if (does.DelaySeconds > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(does.DelaySeconds), clock, cancellationToken);
        }

        // A retry counts from nought again, so that a job can be told to end as a dead letter and to succeed when it is redriven.
        int failed = attempt.Task.FailedAttempts + (attempt.Job.Retries * attempt.Task.MaxAttempts);
        bool fails = attempt.Stage.Order == does.Steps && failed < (does.FailAttempts ?? int.MaxValue);
        return does.Fail is not null && fails
            ? throw new WorkFailedException(does.Fail, "The job was told to fail.")
            : Nothing;
    }
}
