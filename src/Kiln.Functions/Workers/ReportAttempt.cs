using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Functions.Workers.Payload;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Failures;
using Kiln.Storage.ApiKeys;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Workers;

/// <summary>
/// Takes the reports of workers on their attempts. Each shows the lease's token; the same report again is harmless, and one of an
/// attempt that was superseded, or whose job has ended, is refused with 409 <c>LEASE_LOST</c>.
/// </summary>
public sealed class ReportAttempt(TaskReports reports, IOptions<KilnOptions> options)
{
    private const int LongestText = 2000;
    private const int LongestToken = 200;

    /// <summary><c>POST /api/jobs/{id}/tasks/{task}/start</c>: the attempt has begun.</summary>
    [Function("StartTask")]
    [Operation("Reports that an attempt has begun", Scopes = KeyScopes.Workers, Refusals = [400, 404, 409, 413, 415, 422])]
    [RequestBody(typeof(AttemptRequest))]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<AttemptPayload>))]
    public Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/jobs/{id}/tasks/{task}/start")] HttpRequest request,
        string id,
        string task,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        reports.ApplyAsync<AttemptRequest>(request, client, id, task, (body, faults) =>
        {
            return new StartTask(task, Token(body.LeaseToken, faults));
        }, cancellationToken);

    /// <summary><c>POST /api/jobs/{id}/tasks/{task}/heartbeat</c>: renews the lease.</summary>
    [Function("RenewTask")]
    [Operation("Renews the lease of an attempt and tells whether to stop", Scopes = KeyScopes.Workers, Refusals = [400, 404, 409, 413, 415, 422])]
    [RequestBody(typeof(AttemptRequest))]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<AttemptPayload>))]
    public Task<IResult> Heartbeat(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/jobs/{id}/tasks/{task}/heartbeat")] HttpRequest request,
        string id,
        string task,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        reports.ApplyAsync<AttemptRequest>(request, client, id, task, (body, faults) =>
        {
            return new Heartbeat(task, Token(body.LeaseToken, faults), Lease(body.LeaseSeconds, faults));
        }, cancellationToken);

    /// <summary><c>POST /api/jobs/{id}/tasks/{task}/progress</c>: progress, which renews the lease.</summary>
    [Function("ReportTask")]
    [Operation("Reports how far an attempt is, renews its lease and tells whether to stop", Scopes = KeyScopes.Workers, Refusals = [400, 404, 409, 413, 415, 422])]
    [RequestBody(typeof(ProgressRequest))]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<AttemptPayload>))]
    public Task<IResult> Progress(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/jobs/{id}/tasks/{task}/progress")] HttpRequest request,
        string id,
        string task,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        reports.ApplyAsync<ProgressRequest>(request, client, id, task, (body, faults) =>
        {
            faults.Require(body.Percent is >= 0 and <= 100, "percent", "Must be an integer between 0 and 100");
            faults.Require(body.Step is null or { Length: <= LongestText }, "step", $"Must be text of at most {LongestText} characters");
            return new ReportProgress(task, Token(body.LeaseToken, faults), body.Percent ?? 0, body.Step)
            {
                LeaseDuration = Lease(body.LeaseSeconds, faults),
            };
        }, cancellationToken);

    /// <summary><c>POST /api/jobs/{id}/tasks/{task}/complete</c>: the work is done.</summary>
    [Function("CompleteTask")]
    [Operation("Reports that the work of a task is done", Scopes = KeyScopes.Workers, Refusals = [400, 404, 409, 413, 415, 422])]
    [RequestBody(typeof(CompleteRequest))]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<AttemptPayload>))]
    public Task<IResult> Complete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/jobs/{id}/tasks/{task}/complete")] HttpRequest request,
        string id,
        string task,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        reports.ApplyAsync<CompleteRequest>(request, client, id, task, (body, faults) =>
        {
            return new CompleteTask(task, Token(body.LeaseToken, faults), body.Result);
        }, cancellationToken);

    /// <summary><c>POST /api/jobs/{id}/tasks/{task}/fail</c>: the attempt failed.</summary>
    [Function("FailTask")]
    [Operation("Reports that an attempt failed", Scopes = KeyScopes.Workers, Refusals = [400, 404, 409, 413, 415, 422])]
    [RequestBody(typeof(FailRequest))]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<AttemptPayload>))]
    public Task<IResult> Fail(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/jobs/{id}/tasks/{task}/fail")] HttpRequest request,
        string id,
        string task,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        reports.ApplyAsync<FailRequest>(request, client, id, task, (body, faults) =>
        {
            return new FailAttempt(task, Token(body.LeaseToken, faults), FailureOf(body, faults)) { Result = body.Result };
        }, cancellationToken);

    /// <summary><c>POST /api/jobs/{id}/tasks/{task}/release</c>: gives the task back, uncounted.</summary>
    [Function("ReleaseTask")]
    [Operation("Gives a task back, uncounted", Scopes = KeyScopes.Workers, Refusals = [400, 404, 409, 413, 415, 422])]
    [RequestBody(typeof(AttemptRequest))]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<AttemptPayload>))]
    public Task<IResult> Release(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/jobs/{id}/tasks/{task}/release")] HttpRequest request,
        string id,
        string task,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        reports.ApplyAsync<AttemptRequest>(request, client, id, task, (body, faults) =>
        {
            return new ReleaseTask(task, Token(body.LeaseToken, faults));
        }, cancellationToken);

    private static string Token(string? token, FaultList faults)
    {
        faults.Require(token is { Length: > 0 and <= LongestToken }, "lease_token", "Is required");
        return token ?? "";
    }

    private static Failure FailureOf(FailRequest body, FaultList faults)
    {
        faults.Require(
            body.Message is { Length: > 0 and <= LongestText }, "message", $"Must be text of 1 to {LongestText} characters");
        faults.Require(body.Detail is null or { Length: <= LongestText }, "detail", $"Must be text of at most {LongestText} characters");
        faults.Require(
            body.Code is null || FailureCodes.IsKnown(body.Code), "code", $"Must be one of: {string.Join(", ", FailureCodes.All)}");
        string code = body.Code ?? (body.Retryable == false ? FailureCodes.ProcessingFailed : FailureCodes.ProviderError);
        bool retryable = body.Retryable ?? FailureCodes.IsRetryable(code);
        return new Failure(code, body.Message ?? "", FailurePhase.Processing, retryable, body.Detail);
    }

    private TimeSpan Lease(int? seconds, FaultList faults)
    {
        faults.RequireRange(seconds, 1, options.Value.Workers.MaxLeaseSeconds, "lease_seconds");
        return seconds is { } asked ? TimeSpan.FromSeconds(asked) : options.Value.Workers.Lease;
    }
}
