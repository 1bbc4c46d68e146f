using System.Text.Json.Serialization;

namespace Kiln.SimReady.Conversion;

/// <summary>The unit of length of the input's coordinates, as a client states it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UnitChoice>))]
public enum UnitChoice
{
    /// <summary>Declared by the file, else inferred.</summary>
    [JsonStringEnumMemberName("auto")]
    Auto,

    /// <summary>0.001 m.</summary>
    [JsonStringEnumMemberName("mm")]
    Millimetre,

    /// <summary>0.01 m.</summary>
    [JsonStringEnumMemberName("cm")]
    Centimetre,

    /// <summary>1 m.</summary>
    [JsonStringEnumMemberName("m")]
    Metre,

    /// <summary>0.0254 m.</summary>
    [JsonStringEnumMemberName("in")]
    Inch,

    /// <summary>0.3048 m.</summary>
    [JsonStringEnumMemberName("ft")]
    Foot,
}
