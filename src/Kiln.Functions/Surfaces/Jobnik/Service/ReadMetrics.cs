using Kiln.Functions.OpenApi;
using Kiln.Functions.Surfaces.Jobnik.Listing;
using Kiln.Functions.Surfaces.Jobnik.Validation;

namespace Kiln.Functions.Surfaces.Jobnik.Service;

/// <summary>Shows Prometheus how the caller's jobs of this surface stand.</summary>
public sealed class ReadMetrics(JobnikGate gate, JobnikOutlines outlines)
{
    private const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary><c>GET /metrics</c>.</summary>
    [Function("JobnikMetrics")]
    [Operation("Counts jobs, stages and tasks by status, for Prometheus")]
    [Reply(StatusCodes.Status200OK, MediaType = "text/plain")]
    public Task<IResult> Metrics(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobnik/metrics")] HttpRequest request,
        CancellationToken cancellationToken) => AnswerAsync(request, cancellationToken);

    /// <summary><c>GET /service-metrics</c>: the same, where newer managers have it.</summary>
    [Function("JobnikServiceMetrics")]
    [Operation("Counts jobs, stages and tasks by status, for Prometheus")]
    [Reply(StatusCodes.Status200OK, MediaType = "text/plain")]
    public Task<IResult> ServiceMetrics(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobnik/service-metrics")] HttpRequest request,
        CancellationToken cancellationToken) => AnswerAsync(request, cancellationToken);

    private async Task<IResult> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        JobnikRequest asked = await gate.ReadAsync(request, RequestRules.None, cancellationToken);
        JobnikMetrics metrics = new();
        await foreach (JobOutline job in outlines.ReadAsync(asked.Organisation, cancellationToken))
        {
            metrics.Add(job);
        }

        return TypedResults.Text(metrics.ToString(), MediaType);
    }
}
