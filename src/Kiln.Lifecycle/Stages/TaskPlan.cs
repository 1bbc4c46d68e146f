using System.Text.Json;

namespace Kiln.Lifecycle.Stages;

/// <summary>A task to be made.</summary>
/// <param name="Id">Identifier, unique in the job.</param>
/// <param name="MaxAttempts">Total tries; null takes the stage's retry policy.</param>
/// <param name="Data">What it works on.</param>
public sealed record TaskPlan(string Id, int? MaxAttempts = null, JsonElement? Data = null);
