using System.Text.Json;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.Jobs.Types;
using Kiln.Functions.Jobs.Workers;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Stages;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Jobs.Noop;

/// <summary>
/// A job that does nothing, by way of everything that a job goes through: to try a deployment, its webhooks and its clients without a
/// model at hand. It can be told to take time and to fail.
/// </summary>
internal sealed class NoopType(IOptions<KilnOptions> options) : IJobType
{
    public const string TypeName = "noop";
    public const int MostSteps = 100;
    public const double LongestDelaySeconds = 3600;
    public const int MostFailures = 100;

    /// <summary>The codes that it can be told to fail with: retryable ones and others.</summary>
    public static readonly string[] FailWords =
        [FailureCodes.InternalError, FailureCodes.InputFetchFailed, FailureCodes.ProcessingFailed, FailureCodes.ValidationError];

    /// <inheritdoc />
    public IReadOnlyCollection<string> Names => [TypeName];

    /// <inheritdoc />
    public string Surface => JobSurface.Name;

    /// <inheritdoc />
    public JobRequest Read(string type, MemberReader members)
    {
        NoopParameters usual = new();
        NoopParameters does = new()
        {
            Steps = members.Integer("steps", 1, MostSteps) ?? usual.Steps,
            DelaySeconds = members.Number("delay_seconds", 0, LongestDelaySeconds) ?? usual.DelaySeconds,
            Fail = members.Text("fail", longest: 50),
            FailAttempts = members.Integer("fail_attempts", 1, MostFailures),
            AttemptTimeoutSeconds = members.Integer("attempt_timeout_seconds", 1, StageMembers.LongestAttemptSeconds),
        };
        if (does.Fail is not null && !FailWords.Contains(does.Fail))
        {
            members.Fault("fail", $"Must be one of: {string.Join(", ", FailWords)}");
        }

        return CommonMembers.ReadInto(new NoopRequest(does) { Parameters = JsonSerializer.SerializeToElement(does) }, members, options.Value);
    }

    /// <inheritdoc />
    public Task<FieldFault?> FindFaultAsync(JobRequest request, string organisationId, CancellationToken cancellationToken) =>
        Task.FromResult<FieldFault?>(null);

    /// <inheritdoc />
    public Task<JobPlan> PrepareAsync(JobRequest request, string organisationId, string jobId, CancellationToken cancellationToken)
    {
        NoopParameters does = ((NoopRequest)request).Does;
        return Task.FromResult(new JobPlan([.. Enumerable.Range(1, does.Steps).Select(step => PlanOf(step, does))]));
    }

    /// <inheritdoc />
    public Task DiscardAsync(JobPlan plan) => Task.CompletedTask;

    private StagePlan PlanOf(int step, NoopParameters does) => new()
    {
        Id = $"step-{step}",
        Type = TypeName,
        Executor = ExecutorKind.BuiltIn,
        Retry = options.Value.StageRetry,
        AttemptTimeout = does.AttemptTimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        Tasks = [new TaskPlan($"step-{step}")],
    };
}
