using System.Text.Json;

namespace Kiln.Functions.Surfaces.Jobnik.Payload;

/// <summary>What is shown for values that must be there and were not given.</summary>
internal static class Absent
{
    /// <summary>The trace context of no trace.</summary>
    public const string TraceParent = "00-00000000000000000000000000000000-0000000000000000-00";

    /// <summary>An empty object.</summary>
    public static JsonElement Object { get; } = JsonSerializer.SerializeToElement(new { });
}
