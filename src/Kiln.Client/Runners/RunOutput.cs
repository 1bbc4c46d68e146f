using System.Text.Json.Serialization;

namespace Kiln.Client.Runners;

/// <summary>A file that a run made.</summary>
/// <param name="Name">Relative path with <c>/</c>.</param>
/// <param name="SizeBytes">Bytes.</param>
/// <param name="ChecksumSha256">SHA-256 as lower-case hexadecimal digits.</param>
public sealed record RunOutput(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("size_bytes")] long SizeBytes,
    [property: JsonPropertyName("checksum_sha256")] string ChecksumSha256);
