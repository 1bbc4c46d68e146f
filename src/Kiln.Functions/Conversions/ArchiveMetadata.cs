using System.Text.Json.Serialization;

namespace Kiln.Functions.Conversions;

/// <summary>What is known of a ZIP without unpacking it.</summary>
/// <param name="Primary">Path of the one model in it.</param>
/// <param name="Entries">Number of entries.</param>
/// <param name="UncompressedBytes">Size when unpacked, in bytes.</param>
internal sealed record ArchiveMetadata(
    [property: JsonPropertyName("primary")] string Primary,
    [property: JsonPropertyName("entries")] int Entries,
    [property: JsonPropertyName("uncompressed_bytes")] long UncompressedBytes);
