using System.Collections.Immutable;
using Kiln.Functions.Configuration;
using Kiln.Functions.Jobs;
using Kiln.Functions.OpenApi;
using Kiln.Functions.Orchestration;
using Kiln.Functions.Surfaces.Jobnik.Payload;
using Kiln.Functions.Surfaces.Jobnik.Validation;
using Kiln.Functions.Surfaces.Jobnik.Words;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Jobnik.Jobs;

/// <summary>Makes jobs, which begin without stages.</summary>
public sealed class CreateJob(JobnikGate gate, JobAdmission admission, IOptions<KilnOptions> options, TimeProvider clock)
{
    private static readonly RequestRules Request = RequestRules.OfBody(Rules.Job);

    /// <summary><c>POST /v1/jobs</c>.</summary>
    [Function("JobnikCreateJob")]
    [Operation("Creates a job", Refusals = [400, 403, 413, 415])]
    [RequestBody(typeof(RequestBodies.NewJob))]
    [Reply(StatusCodes.Status201Created, typeof(JobnikJob))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "jobnik/v1/jobs")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        JobnikRequest asked = await gate.ReadAsync(request, Request, cancellationToken);
        await admission.RequireRoomAsync(request, asked.Caller, price: 0, cancellationToken);
        Job job = await admission.AdmitAsync(Submit(asked), [], cancellationToken);
        await JobDriver.StartAsync(client, job, CancellationToken.None);
        return JobReply.Of(request, job, StatusCodes.Status201Created);
    }

    private Submission Submit(JobnikRequest asked)
    {
        JobnikOptions settings = options.Value.Jobnik;
        (string? traceParent, string? traceState) = asked.TraceOf(asked.Body);
        string name = asked.BodyText("name")!;
        return new Submission
        {
            Id = PartId.NewRoot(clock.GetUtcNow()),
            OrganisationId = asked.Organisation,
            Surface = JobnikJobs.Surface,
            Type = JobnikJobs.Surface,
            Name = name,
            Priority = PriorityWords.ValueOf(asked.BodyText("priority") ?? PriorityWords.Default),
            Timeout = settings.JobTimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Sealed = asked.BodyFlag("sealed", settings.SealedByDefault),
            Parameters = asked.Body.GetProperty("data"),
            UserMetadata = asked.Body.TryGetProperty("userMetadata", out var notes) ? notes : null,

            // What jobs are filtered by must be in the index.
            Labels = ImmutableSortedDictionary<string, string>.Empty.Add(JobnikJobs.NameLabel, name),
            TraceParent = traceParent,
            TraceState = traceState,
            EndIsFinal = true,
        };
    }
}
