using System.Collections.Frozen;
using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Functions.Conversions;
using Kiln.Functions.Http;
using Kiln.Functions.Jobs;
using Kiln.Functions.Jobs.Types;
using Kiln.Functions.Orchestration;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Content;
using Kiln.Storage.Idempotency;
using Kiln.Storage.Organisations;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.EventGrid.Receiving;

/// <summary>
/// Starts a conversion for each version of a blob in an inbox. Event Grid delivers at least once and in no order, so the version is bound
/// to its job by an idempotency key, and an event of a version that is no longer there leads to nothing: the newer one has its own.
/// </summary>
public sealed partial class InboxConversions(
    OrganisationStore organisations,
    IContentStore content,
    IdempotencyStore keys,
    ModelFiles files,
    JobTypes types,
    JobAdmission admission,
    IOptions<KilnOptions> options,
    ILogger<InboxConversions> logger)
{
    private const string Scope = "event-grid-inbox";

    /// <summary>Who the jobs are submitted by, in audits and as the client in their parameters.</summary>
    private const string Origin = "event-grid";

    /// <summary>Refusals that may be over when the event comes again: credits, plan, rate, a race.</summary>
    private static readonly FrozenSet<int> Passing =
    [
        StatusCodes.Status402PaymentRequired,
        StatusCodes.Status403Forbidden,
        StatusCodes.Status409Conflict,
        StatusCodes.Status429TooManyRequests,
    ];

    /// <summary>Does what an event gives cause to; refuses with 503 when it should come again later.</summary>
    internal async Task<BlobEventOutcome> HandleAsync(BlobEvent item, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (item.Created is not { } created)
        {
            return BlobEventOutcome.Ignored(item.Id, $"Events of type {item.Type} have no meaning here");
        }

        try
        {
            if (InboxBlob.Parse(item.Subject, options.Value.ContainerPrefix + "inputs") is not { } blob
                || !await organisations.ContainsAsync(blob.OrganisationId, cancellationToken))
            {
                return BlobEventOutcome.Ignored(item.Id, "The blob is in no organisation's inbox");
            }

            ContentProperties? found = await content.GetPropertiesAsync(blob.Content, cancellationToken);
            string? announced = created.ETag?.Trim('"');
            return found is null || (announced is { Length: > 0 } && announced != found.ETag)
                ? BlobEventOutcome.Ignored(item.Id, "This version of the blob is no longer there")
                : await StartOnceAsync(item, blob, found, client, cancellationToken);
        }
        catch (ApiException refusal) when (Passing.Contains(refusal.Status))
        {
            LogPostponed(logger, item.Subject, refusal.Message);
            throw Postponed(refusal.Message);
        }
        catch (ApiException refusal)
        {
            LogRefused(logger, item.Subject, refusal.Message);
            return BlobEventOutcome.Refused(item.Id, refusal.Message);
        }
    }

    private static StoredReply ReplyOf(Job job) =>
        new(StatusCodes.Status202Accepted, new Dictionary<string, string>(), "text/plain", job.Id);

    private static ApiException Postponed(string reason) =>
        new(StatusCodes.Status503ServiceUnavailable, ErrorCodes.ServiceUnavailable, $"Deliver the event again later: {reason}");

    private async Task<BlobEventOutcome> StartOnceAsync(
        BlobEvent item, InboxBlob blob, ContentProperties found, DurableTaskClient client, CancellationToken cancellationToken)
    {
        string version = $"{blob.Content.Name}\n{found.ETag}";
        string newId = Guid.CreateVersion7().ToString();
        switch (await keys.BeginAsync(blob.OrganisationId, Scope, version, requestHash: "", newId, cancellationToken))
        {
            case IdempotencyDecision.Replay { Reply: var reply }:
                return BlobEventOutcome.Repeated(item.Id, reply.Body);
            case IdempotencyDecision.Proceed { Claim: var claim }:
                return BlobEventOutcome.Started(item.Id, await StartAsync(claim, blob, found, client, cancellationToken));
            default:
                throw Postponed("it is being handled");
        }
    }

    private async Task<string> StartAsync(
        IdempotencyClaim claim, InboxBlob blob, ContentProperties found, DurableTaskClient client, CancellationToken cancellationToken)
    {
        try
        {
            Job job = await SubmitAsync(claim.ResourceId, blob, found, cancellationToken);
            await JobDriver.StartAsync(client, job, CancellationToken.None);
            await keys.CompleteAsync(claim, ReplyOf(job), CancellationToken.None);
            return job.Id;
        }
        catch (ApiException)
        {
            await keys.ReleaseAsync(claim, CancellationToken.None);
            throw;
        }
        catch
        {
            keys.Abort(claim);
            throw;
        }
    }

    private async Task<Job> SubmitAsync(string jobId, InboxBlob blob, ContentProperties found, CancellationToken cancellationToken)
    {
        Caller caller = new(blob.OrganisationId, Origin);
        await admission.RequireRoomAsync(request: null, caller, options.Value.PriceOf(ConversionJobs.GlbToSimReady), cancellationToken);
        SubmittedParameters parameters = SubmittedParameters.From(FieldsOf(found), Origin, options.Value);
        InspectedFile file = await files.InspectAsync(blob.Content, found, blob.FileName, cancellationToken);
        return await admission.AdmitAsync(
            types.Find(ConversionJobs.GlbToSimReady)!,
            ConversionRequest.Of(parameters) with { File = file },
            blob.OrganisationId,
            jobId,
            cancellationToken);
    }

    /// <summary>The parameters among the blob's metadata; what else stands there is for others.</summary>
    private static FieldReader FieldsOf(ContentProperties found)
    {
        FieldReader fields = new(rejectUnknown: false);
        foreach ((string name, string value) in found.Metadata)
        {
            fields.AddText(name.ToLowerInvariant(), value);
        }

        return fields;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No conversion was made of {Blob}: {Reason}")]
    private static partial void LogRefused(ILogger logger, string blob, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "A conversion of {Blob} has to wait: {Reason}")]
    private static partial void LogPostponed(ILogger logger, string blob, string reason);
}
