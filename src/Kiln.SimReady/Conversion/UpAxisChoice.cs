using System.Text.Json.Serialization;

namespace Kiln.SimReady.Conversion;

/// <summary>The up axis of the input, as a client states it. Outputs are always Z up.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UpAxisChoice>))]
public enum UpAxisChoice
{
    /// <summary>Declared by the file, else inferred from its format.</summary>
    [JsonStringEnumMemberName("auto")]
    Auto,

    /// <summary>+X is up.</summary>
    [JsonStringEnumMemberName("x")]
    X,

    /// <summary>+Y is up.</summary>
    [JsonStringEnumMemberName("y")]
    Y,

    /// <summary>+Z is up.</summary>
    [JsonStringEnumMemberName("z")]
    Z,
}
