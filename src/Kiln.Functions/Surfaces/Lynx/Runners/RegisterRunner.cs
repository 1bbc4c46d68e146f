using System.Text.Json;
using System.Text.Json.Serialization;
using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Functions.Surfaces.Lynx.Access;
using Kiln.Storage.ApiKeys;
using Kiln.Storage.Runners;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Lynx.Runners;

/// <summary>Registers runners.</summary>
public sealed class RegisterRunner(
    LynxAccess access, RunnerStore runners, RunnerLeases leases, RunnerReader reader, IOptions<KilnOptions> options)
{
    /// <summary><c>POST /runners</c>: 201 with the runner's token, or 200 when its instance key is known; then its old token and leases end.</summary>
    [Function("LynxRegisterRunner")]
    [Operation("Registers a runner, or its restarted process", Scopes = KeyScopes.Runners, Refusals = [400, 413])]
    [RequestBody(typeof(RegistrationBody))]
    [Reply(StatusCodes.Status201Created, typeof(RegisteredRunner))]
    [Reply(StatusCodes.Status200OK, typeof(RegisteredRunner))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "lynx/runners")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        Caller caller = await access.RequireUserAsync(request, cancellationToken);
        JsonElement body = await RequestBody.ReadObjectAsync(request, cancellationToken);
        (Runner runner, string token, Runner? before) = await runners.RegisterAsync(
            RunnerRegistration.Read(body, caller.OrganisationId), cancellationToken);
        if (before is not null)
        {
            await leases.EndAsync(before);
        }

        LynxOptions settings = options.Value.Lynx;
        RegisteredRunner reply = new(
            await reader.ShowAsync(runner, cancellationToken), token, settings.HeartbeatSeconds, settings.LeaseSeconds, settings.MaxWaitSeconds);
        return LynxJson.Reply(reply, before is null ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }
}

/// <summary>A runner that was registered just now.</summary>
/// <param name="Runner">The runner.</param>
/// <param name="RunnerToken">Its token; shown here and never again.</param>
/// <param name="HeartbeatIntervalSeconds">How often it is to send a heartbeat.</param>
/// <param name="LeaseSeconds">How long a lease lasts without one.</param>
/// <param name="MaxWaitSeconds">Longest wait of a claim.</param>
internal sealed record RegisteredRunner(
    RunnerPayload Runner,
    [property: JsonPropertyName("runner_token")] string RunnerToken,
    [property: JsonPropertyName("heartbeat_interval_secs")] int HeartbeatIntervalSeconds,
    [property: JsonPropertyName("lease_secs")] int LeaseSeconds,
    [property: JsonPropertyName("max_wait_secs")] int MaxWaitSeconds);

/// <summary>What a runner says of itself.</summary>
internal sealed record RegistrationBody(
    string Name,
    [property: JsonPropertyName("instance_key")] string InstanceKey,
    string? Version,
    CapabilitiesPayload Capabilities,
    IReadOnlyDictionary<string, string>? Labels);
