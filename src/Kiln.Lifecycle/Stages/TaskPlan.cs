using System.Text.Json;

namespace Kiln.Lifecycle.Stages;

/// <summary>A task to be made.</summary>
/// <param name="Id">Identifier, unique in the job.</param>
/// <param name="MaxAttempts">Total tries; null takes the stage's retry policy.</param>
/// <param name="Data">What it works on.</param>
public sealed record TaskPlan(string Id, int? MaxAttempts = null, JsonElement? Data = null)
{
    /// <summary>What the client notes on it.</summary>
    public JsonElement? UserMetadata { get; init; }

    /// <summary>W3C trace context.</summary>
    public string? TraceParent { get; init; }

    /// <summary>W3C trace state.</summary>
    public string? TraceState { get; init; }
}
