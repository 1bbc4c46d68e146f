using System.Text.Json.Serialization;

namespace Kiln.SimReady.Conversion;

/// <summary>Whether a GLB goes through the preprocess phase. Every other format always does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PreprocessMode>))]
public enum PreprocessMode
{
    /// <summary>A GLB skips the phase; the pipeline's own first steps clean it.</summary>
    [JsonStringEnumMemberName("auto")]
    Auto,

    /// <summary>A GLB goes through the phase like any file.</summary>
    [JsonStringEnumMemberName("always")]
    Always,
}
