using System.Text.Json.Serialization;

namespace Kiln.SimReady.Conversion;

/// <summary>What an artifact is for. All but <see cref="Working"/> are shown to clients.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ArtifactRole>))]
public enum ArtifactRole
{
    /// <summary>Passed between steps only.</summary>
    [JsonStringEnumMemberName("working")]
    Working,

    /// <summary>The preprocess phase's result.</summary>
    [JsonStringEnumMemberName("intermediate_glb")]
    IntermediateGlb,

    /// <summary>The clean GLB that the deliverables were made from: +Y up, metres.</summary>
    [JsonStringEnumMemberName("glb")]
    CleanGlb,

    /// <summary>The <c>.usd</c> file.</summary>
    [JsonStringEnumMemberName("usd")]
    Usd,

    /// <summary>A texture beside the <c>.usd</c>.</summary>
    [JsonStringEnumMemberName("usd_texture")]
    UsdTexture,

    /// <summary>The <c>.usdz</c> package.</summary>
    [JsonStringEnumMemberName("usdz")]
    Usdz,

    /// <summary>A file of the MJCF package.</summary>
    [JsonStringEnumMemberName("mjcf")]
    Mjcf,

    /// <summary>The MJCF package as one ZIP.</summary>
    [JsonStringEnumMemberName("mjcf_package")]
    MjcfPackage,

    /// <summary><c>report.json</c>.</summary>
    [JsonStringEnumMemberName("report")]
    Report,
}
