using Kiln.Functions.Configuration;
using Kiln.Functions.OpenApi;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Lynx.Telemetry;

/// <summary>Takes samples from runs.</summary>
public sealed class PostTelemetry(TelemetryIntake intake, IOptions<KilnOptions> options)
{
    /// <summary><c>POST /telemetry/{permission}</c>: the URL is of one attempt and needs no other credential.</summary>
    [Function("LynxPostTelemetry")]
    [Operation("Takes samples of a run: a JSON object, or NDJSON with X-Lynx-Seq", Public = true, Refusals = [400, 409, 413])]
    [RequestBody(typeof(TelemetryBody))]
    [Reply(StatusCodes.Status202Accepted, typeof(TelemetryReply))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "lynx/telemetry/{permission}")] HttpRequest request,
        string permission,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        TelemetryPermission named = TelemetryPermission.Parse(permission) ?? throw LynxErrors.LeaseLost();
        TelemetryCall call = await TelemetryReader.ReadAsync(request, options.Value.Lynx.MaxTelemetryBytes, cancellationToken);
        return LynxJson.Reply(await intake.TakeAsync(client, named, call, cancellationToken), StatusCodes.Status202Accepted);
    }
}

/// <summary>Samples.</summary>
/// <param name="Seq">Number of the call in its attempt, from 0.</param>
/// <param name="Samples">The samples, their times not falling.</param>
internal sealed record TelemetryBody(long Seq, IReadOnlyList<SampleBody> Samples);

/// <summary>A sample.</summary>
/// <param name="T">Simulated seconds.</param>
/// <param name="Values">Variable to value.</param>
internal sealed record SampleBody(double T, IReadOnlyDictionary<string, double> Values);
