using System.Text.Json.Serialization;

namespace Kiln.Client.Runners;

/// <summary>A runner as the service knows it.</summary>
/// <param name="Id">Identifier.</param>
/// <param name="Status"><c>Offline Maintenance Busy Idle</c>.</param>
public sealed record RunnerIdentity(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("status")] string Status);
