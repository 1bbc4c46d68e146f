using System.Text.Json.Serialization;

namespace Kiln.SimReady.Conversion;

/// <summary>The two halves of a conversion.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConversionPhase>))]
public enum ConversionPhase
{
    /// <summary>Any format in, one clean GLB out (<c>preprocess</c> in the HTTP contract).</summary>
    [JsonStringEnumMemberName("prepare")]
    Prepare,

    /// <summary>GLB in, deliverables out.</summary>
    [JsonStringEnumMemberName("pipeline")]
    Pipeline,
}
