using System.Text.Json;
using Kiln.Lifecycle.Jobs;

namespace Kiln.Functions.Surfaces.Lynx.Attempts;

/// <summary>What an attempt reported at its end, as it is kept with the task.</summary>
/// <param name="ExecutionTimeSeconds">How long it ran; null when it did not say.</param>
/// <param name="OutputFiles">Names of uploads, or URIs of places elsewhere.</param>
/// <param name="Metadata">Facts of the runner's, or null.</param>
internal sealed record RunResult(double? ExecutionTimeSeconds, IReadOnlyList<string> OutputFiles, JsonElement? Metadata = null)
{
    /// <summary>The result as JSON.</summary>
    public JsonElement ToJson() => JsonSerializer.SerializeToElement(this, JsonSerializerOptions.Web);

    /// <summary>What the last attempt of a job reported; null when it was cut off before it could.</summary>
    public static RunResult? Of(Job job) => RunJob.TaskOf(job).Result?.Deserialize<RunResult>(JsonSerializerOptions.Web);

    /// <summary>Whether an output is a place elsewhere.</summary>
    public static bool IsElsewhere(string file) => file.Contains("://", StringComparison.Ordinal);
}
