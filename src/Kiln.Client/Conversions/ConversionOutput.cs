using System.Text.Json.Serialization;

namespace Kiln.Client.Conversions;

/// <summary>The files that a conversion made.</summary>
/// <param name="Model">USD asset.</param>
/// <param name="MjcfPackage">MuJoCo package, a ZIP.</param>
/// <param name="Glb">Cleaned GLB.</param>
/// <param name="Usdz">USDZ package, when asked for.</param>
public sealed record ConversionOutput(
    [property: JsonPropertyName("model")] OutputFile? Model,
    [property: JsonPropertyName("mjcf_package")] OutputFile? MjcfPackage,
    [property: JsonPropertyName("glb")] OutputFile? Glb,
    [property: JsonPropertyName("usdz")] OutputFile? Usdz);
