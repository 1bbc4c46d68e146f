using System.Text.Json.Serialization;

namespace Kiln.SimReady.Conversion;

/// <summary>The encoding inside the <c>.usd</c> file.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UsdFormat>))]
public enum UsdFormat
{
    /// <summary>USD crate (usdc): binary, small and quick to open. The default.</summary>
    [JsonStringEnumMemberName("crate")]
    Crate,

    /// <summary>USD text (usda): readable and comparable line by line.</summary>
    [JsonStringEnumMemberName("text")]
    Text,
}
