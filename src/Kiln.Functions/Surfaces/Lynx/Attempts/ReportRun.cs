using System.Text.Json;
using System.Text.Json.Serialization;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Functions.Surfaces.Lynx.Access;
using Kiln.Functions.Surfaces.Lynx.Jobs;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Runners;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Lynx.Attempts;

/// <summary>Takes the reports of attempts: that they began, ended, were stopped or given back.</summary>
public sealed class ReportRun(
    LynxAccess access, RunReports reports, RunOutputs outputs, RunFailures failures, RunProjection projection, IOptions<KilnOptions> options)
{
    /// <summary><c>POST /jobs/{id}/start</c>: the deadline counts from now.</summary>
    [Function("LynxStartRun")]
    [Operation("Reports that a run has begun", ForRunners = true, Refusals = [400, 404, 409])]
    [RequestBody(typeof(LeaseBody))]
    [Reply(StatusCodes.Status200OK, typeof(StartedRun))]
    public async Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "lynx/jobs/{id}/start")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        (Runner runner, string token) = await ReadLeaseAsync(request, cancellationToken);
        TimeSpan lease = TimeSpan.FromSeconds(options.Value.Lynx.LeaseSeconds);
        Job job = await reports.ApplyAsync(
            client,
            runner.OrganisationId,
            id,
            token,
            (_, task) => task.Started && task.Lease?.Token == token ? null : new StartTask(task.Id, token) { LeaseDuration = lease },
            cancellationToken);
        return RunJob.TaskOf(job).Lease is { } held
            ? LynxJson.Reply(new StartedRun(job.Deadline, held.ExpiresAt))
            : throw LynxErrors.LeaseLost();
    }

    /// <summary><c>POST /jobs/{id}/complete</c>: needs every upload that it names.</summary>
    [Function("LynxCompleteRun")]
    [Operation("Reports that a run ended well", ForRunners = true, Refusals = [400, 404, 409])]
    [RequestBody(typeof(CompleteBody))]
    [Reply(StatusCodes.Status200OK, typeof(RunPayload))]
    public async Task<IResult> Complete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "lynx/jobs/{id}/complete")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        Runner runner = await access.RequireRunnerAsync(request, cancellationToken);
        (MemberReader fields, string token) = await ReportBody.ReadAsync(request, cancellationToken);
        double? seconds = ReportBody.ExecutionTime(fields, required: true);
        IReadOnlyList<string> files = ReportBody.OutputFiles(fields, options.Value.Lynx.MaxOutputFiles, required: true);
        JsonElement? metadata = fields.Object("metadata")?.Value;
        fields.Finish().ThrowIfFaulty();
        await outputs.RequireAsync(runner.OrganisationId, id, token, files, cancellationToken);
        JsonElement result = new RunResult(seconds, files, metadata).ToJson();
        Job job = await reports.ApplyAsync(
            client, runner.OrganisationId, id, token, (_, task) => new CompleteTask(task.Id, token, result), cancellationToken);
        return LynxJson.Reply(await projection.ShowAsync(job, CancellationToken.None));
    }

    /// <summary><c>POST /jobs/{id}/fail</c>: the run is tried again, or has failed.</summary>
    [Function("LynxFailRun")]
    [Operation("Reports that a run failed", ForRunners = true, Refusals = [400, 404, 409])]
    [RequestBody(typeof(FailBody))]
    [Reply(StatusCodes.Status200OK, typeof(RunPayload))]
    public async Task<IResult> Fail(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "lynx/jobs/{id}/fail")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        Runner runner = await access.RequireRunnerAsync(request, cancellationToken);
        (MemberReader fields, string token) = await ReportBody.ReadAsync(request, cancellationToken);
        ReportedFailure failure = await failures.ReadAsync(fields, runner.OrganisationId, id, cancellationToken);
        JsonElement result = failure.Result.ToJson();
        Job job = await reports.ApplyAsync(
            client,
            runner.OrganisationId,
            id,
            token,
            (_, task) => new FailAttempt(task.Id, token, failure.Failure) { Result = result },
            cancellationToken);
        return LynxJson.Reply(await projection.ShowAsync(job, CancellationToken.None));
    }

    /// <summary><c>POST /jobs/{id}/cancelled</c>: the run was stopped as it was asked to be.</summary>
    [Function("LynxCancelledRun")]
    [Operation("Reports that a run was stopped after its cancel was asked for", ForRunners = true, Refusals = [400, 404, 409])]
    [RequestBody(typeof(CancelledBody))]
    [Reply(StatusCodes.Status200OK, typeof(RunPayload))]
    public async Task<IResult> Cancelled(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "lynx/jobs/{id}/cancelled")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        Runner runner = await access.RequireRunnerAsync(request, cancellationToken);
        (MemberReader fields, string token) = await ReportBody.ReadAsync(request, cancellationToken);
        ReportBody.ExecutionTime(fields);
        fields.Finish().ThrowIfFaulty();
        Job job = await reports.ApplyAsync(
            client,
            runner.OrganisationId,
            id,
            token,
            (current, task) => current.CancelRequested || task.Lease?.Token != token ? new ReleaseTask(task.Id, token) : null,
            cancellationToken);
        return job.State == JobState.Cancelled
            ? LynxJson.Reply(await projection.ShowAsync(job, CancellationToken.None))
            : throw LynxErrors.Conflict("Nobody asked for a cancel of this job");
    }

    /// <summary><c>POST /jobs/{id}/release</c>: gives a run back that has not begun; it does not count as an attempt.</summary>
    [Function("LynxReleaseRun")]
    [Operation("Gives a claimed run back uncounted", ForRunners = true, Refusals = [400, 404, 409])]
    [RequestBody(typeof(LeaseBody))]
    [Reply(StatusCodes.Status200OK, typeof(RunPayload))]
    public async Task<IResult> Release(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "lynx/jobs/{id}/release")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        (Runner runner, string token) = await ReadLeaseAsync(request, cancellationToken);
        Job job = await reports.ApplyAsync(
            client,
            runner.OrganisationId,
            id,
            token,
            (_, task) => task.Started && task.Lease?.Token == token ? null : new ReleaseTask(task.Id, token),
            cancellationToken);
        return RunJob.TaskOf(job).Lease is null
            ? LynxJson.Reply(await projection.ShowAsync(job, CancellationToken.None))
            : throw LynxErrors.Conflict("The run has begun; let it end, or report that it failed");
    }

    private async Task<(Runner Runner, string Token)> ReadLeaseAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        Runner runner = await access.RequireRunnerAsync(request, cancellationToken);
        (MemberReader fields, string token) = await ReportBody.ReadAsync(request, cancellationToken);
        fields.Finish().ThrowIfFaulty();
        return (runner, token);
    }
}

/// <summary>Names the attempt.</summary>
internal sealed record LeaseBody([property: JsonPropertyName("lease_token")] string LeaseToken);

/// <summary>That a run has begun.</summary>
/// <param name="Deadline">When it times out; null while it is paused.</param>
/// <param name="LeaseExpiresAt">When its lease ends unless a heartbeat renews it.</param>
internal sealed record StartedRun(
    DateTimeOffset? Deadline, [property: JsonPropertyName("lease_expires_at")] DateTimeOffset LeaseExpiresAt);

/// <summary>That a run ended well.</summary>
/// <param name="LeaseToken">Names the attempt.</param>
/// <param name="ExecutionTimeSeconds">How long it ran, at least 0.</param>
/// <param name="OutputFiles">Names of uploads, or URIs of places elsewhere; empty for none.</param>
/// <param name="Metadata">Facts that the result shows.</param>
internal sealed record CompleteBody(
    [property: JsonPropertyName("lease_token")] string LeaseToken,
    [property: JsonPropertyName("execution_time_secs")] double ExecutionTimeSeconds,
    [property: JsonPropertyName("output_files")] IReadOnlyList<string> OutputFiles,
    IReadOnlyDictionary<string, JsonElement>? Metadata);

/// <summary>That a run failed.</summary>
/// <param name="LeaseToken">Names the attempt.</param>
/// <param name="ErrorMessage">What people read; of a longer text the first 4000 characters.</param>
/// <param name="Reason"><c>error</c>, <c>crash</c>, <c>early_termination</c>, <c>input</c> or <c>resource</c>.</param>
/// <param name="Retryable">Whether another attempt may help; true when absent, but false for <c>input</c>, and never for <c>early_termination</c>.</param>
/// <param name="Condition">The condition that ended the run early.</param>
/// <param name="ExecutionTimeSeconds">How long it ran, at least 0.</param>
/// <param name="OutputFiles">Names of uploads, or URIs of places elsewhere.</param>
internal sealed record FailBody(
    [property: JsonPropertyName("lease_token")] string LeaseToken,
    [property: JsonPropertyName("error_message")] string ErrorMessage,
    string Reason,
    bool? Retryable,
    string? Condition,
    [property: JsonPropertyName("execution_time_secs")] double ExecutionTimeSeconds,
    [property: JsonPropertyName("output_files")] IReadOnlyList<string>? OutputFiles);

/// <summary>That a run was stopped.</summary>
internal sealed record CancelledBody(
    [property: JsonPropertyName("lease_token")] string LeaseToken,
    [property: JsonPropertyName("execution_time_secs")] double? ExecutionTimeSeconds);
