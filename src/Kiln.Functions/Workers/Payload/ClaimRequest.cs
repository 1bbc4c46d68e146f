using System.Text.Json.Serialization;

namespace Kiln.Functions.Workers.Payload;

/// <summary>What a worker asks for.</summary>
/// <param name="Types">The stage types whose tasks it does.</param>
/// <param name="Worker">Its name, shown with what it holds.</param>
/// <param name="WaitSeconds">How long the reply may be held until a task is ready.</param>
/// <param name="LeaseSeconds">How long it may be silent; absent for the usual.</param>
/// <param name="Start">True when the work begins at once, so that no start follows.</param>
/// <param name="StartWithinSeconds">How soon the start must be reported; absent for no limit but the lease.</param>
internal sealed record ClaimRequest(
    [property: JsonPropertyName("types")] IReadOnlyList<string>? Types,
    [property: JsonPropertyName("worker")] string? Worker,
    [property: JsonPropertyName("wait_seconds")] int? WaitSeconds,
    [property: JsonPropertyName("lease_seconds")] int? LeaseSeconds,
    [property: JsonPropertyName("start")] bool? Start,
    [property: JsonPropertyName("start_within_seconds")] int? StartWithinSeconds);
