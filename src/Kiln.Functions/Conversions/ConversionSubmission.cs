using System.Globalization;
using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Functions.Conversions.Payload;
using Kiln.Functions.Http;
using Kiln.Functions.Jobs;
using Kiln.Functions.Jobs.Types;
using Kiln.Functions.Orchestration;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Idempotency;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Conversions;

/// <summary>
/// Makes a job of a submission. Everything is checked before anything is kept; credits are reserved last; whatever is refused leaves
/// no trace.
/// </summary>
public sealed class ConversionSubmission(
    SubmissionBodyReader bodies,
    ModelFiles files,
    JobTypes types,
    JobAdmission admission,
    IdempotentCreation idempotent,
    Links links,
    IOptions<KilnOptions> options)
{
    private const int LongestClient = 100;

    /// <summary>Reads, checks, reserves, stores and starts; the reply says 202 once the job is durable.</summary>
    public async Task<IResult> SubmitAsync(HttpRequest request, Caller caller, DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(caller);
        await admission.RequireRoomAsync(request, caller, options.Value.PriceOf(ConversionJobs.GlbToSimReady), cancellationToken);
        SubmissionBody body = await bodies.ReadAsync(request, caller.OrganisationId, cancellationToken);
        try
        {
            InspectedFile? file = body.File is null ? null : await files.InspectAsync(body.File, cancellationToken);
            IJobType type = types.Find(ConversionJobs.GlbToSimReady)!;
            SubmittedParameters parameters = SubmittedParameters.From(body.Fields, ClientOf(request), options.Value);
            return await idempotent.RunAsync(request, caller, Fingerprint(body, parameters), CreateAsync, cancellationToken);

            async Task<StoredReply> CreateAsync(string jobId)
            {
                JobRequest submitted = ConversionRequest.Of(parameters) with { File = file, UploadId = body.UploadId };
                Job job = await admission.AdmitAsync(type, submitted, caller.OrganisationId, jobId, cancellationToken);
                await JobDriver.StartAsync(client, job, CancellationToken.None);
                return ReplyOf(request, job);
            }
        }
        finally
        {
            await bodies.DiscardAsync(body.File);
        }
    }

    private static string Fingerprint(SubmissionBody body, SubmittedParameters parameters) =>
        $"{parameters.Echo.GetRawText()}\n{body.UploadId}\n{body.File?.Name}\n{body.File?.Sha256}";

    private static string? ClientOf(HttpRequest request)
    {
        string? client = request.Headers["X-Rigyd-Client"];
        return string.IsNullOrEmpty(client) ? null : client[..Math.Min(client.Length, LongestClient)];
    }

    private StoredReply ReplyOf(HttpRequest request, Job job)
    {
        string self = links.ToConversion(request, job.Id);
        DataEnvelope<ConversionSummary> summary = new(ConversionSummary.Of(job, self, options.Value));
        Dictionary<string, string> headers = new()
        {
            ["Location"] = self,
            ["Operation-Location"] = self,
            ["Retry-After"] = options.Value.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture),
        };
        return StoredReplies.Json(StatusCodes.Status202Accepted, headers, summary);
    }
}
