using System.Text.Json.Serialization;
using Kiln.SimReady.Conversion;

namespace Kiln.Functions.Conversions;

/// <summary>The checked model file of a conversion, as the job document keeps it.</summary>
internal sealed record ConversionInput
{
    /// <summary>The client's file name.</summary>
    [JsonPropertyName("filename")]
    public required string FileName { get; init; }

    /// <summary>Name in the inputs area.</summary>
    [JsonPropertyName("content")]
    public required string Content { get; init; }

    /// <summary>Size in bytes.</summary>
    [JsonPropertyName("size_bytes")]
    public required long SizeBytes { get; init; }

    /// <summary>SHA-256 of the content, lower-case hexadecimal.</summary>
    [JsonPropertyName("sha256")]
    public required string Sha256 { get; init; }

    /// <summary>What is known of a ZIP, or null.</summary>
    [JsonPropertyName("archive")]
    public ArchiveMetadata? Archive { get; init; }

    /// <summary>The operator's encoding of the <c>.usd</c> when the job was submitted; null for jobs from before there was a setting.</summary>
    [JsonPropertyName("default_usd_format")]
    public UsdFormat? DefaultUsdFormat { get; init; }
}
