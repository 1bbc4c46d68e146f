using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Functions.Conversions.Payload;
using Kiln.Functions.Http;
using Kiln.Functions.Jobs;
using Kiln.Functions.OpenApi;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Conversions;

/// <summary>Cancel, pause, resume and retry of a conversion.</summary>
public sealed class ConversionCommands(
    Authentication authentication,
    ConversionReader conversions,
    ConversionReplies replies,
    JobControl control,
    IOptions<KilnOptions> options)
{
    /// <summary><c>POST /api/conversions/{id}/cancel</c>: 200 when it is cancelled, 202 when an executor must stop first.</summary>
    [Function("CancelConversion")]
    [Operation("Cancels a conversion", Guarded = true, Refusals = [404, 409])]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<ConversionDetail>))]
    [Reply(StatusCodes.Status202Accepted, typeof(DataEnvelope<ConversionDetail>))]
    public async Task<IResult> Cancel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/conversions/{id}/cancel")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        Job job = await ApplyAsync(request, id, new RequestCancel(), "cancel", client, cancellationToken);
        return await replies.DetailAsync(request, job, cancellationToken, JobControl.StatusOfCancel(job));
    }

    /// <summary><c>POST /api/conversions/{id}/pause</c>.</summary>
    [Function("PauseConversion")]
    [Operation("Pauses a conversion", Guarded = true, Refusals = [404, 409])]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<ConversionDetail>))]
    public async Task<IResult> Pause(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/conversions/{id}/pause")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        Job job = await ApplyAsync(request, id, new Pause(), "pause", client, cancellationToken);
        return await replies.DetailAsync(request, job, cancellationToken);
    }

    /// <summary><c>POST /api/conversions/{id}/resume</c>.</summary>
    [Function("ResumeConversion")]
    [Operation("Resumes a paused conversion", Guarded = true, Refusals = [404, 409])]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<ConversionDetail>))]
    public async Task<IResult> Resume(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/conversions/{id}/resume")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        Job job = await ApplyAsync(request, id, new Resume(), "resume", client, cancellationToken);
        return await replies.DetailAsync(request, job, cancellationToken);
    }

    /// <summary><c>POST /api/conversions/{id}/retry</c>: the same conversion again, with a new reservation.</summary>
    [Function("RetryConversion")]
    [Operation("Runs a failed conversion again", Guarded = true, Refusals = [402, 404, 409])]
    [Reply(StatusCodes.Status202Accepted, typeof(DataEnvelope<ConversionDetail>))]
    public async Task<IResult> Retry(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/conversions/{id}/retry")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        Job job = await conversions.FindAsync(caller, id, cancellationToken);
        job = await control.RetryAsync(request, client, job, caller, cancellationToken);
        return await replies.DetailAsync(request, job, cancellationToken, StatusCodes.Status202Accepted);
    }

    private async Task<Job> ApplyAsync(
        HttpRequest request, string id, JobCommand command, string verb, DurableTaskClient client, CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        Job job = await conversions.FindAsync(caller, id, cancellationToken);
        return await control.ApplyAsync(
            request, client, job, command, verb, state => ConversionWords.Of(state, options.Value.CancelledWord), cancellationToken);
    }
}
