using System.Text.Json.Serialization;

namespace Kiln.Client.Uploads;

/// <summary>What is asked for a presigned upload.</summary>
/// <param name="FileName">Name of the file.</param>
/// <param name="SizeBytes">Its bytes.</param>
/// <param name="ChecksumSha256">SHA-256 of its bytes, as lower-case hexadecimal digits.</param>
public sealed record UploadRequest(
    [property: JsonPropertyName("filename")] string FileName,
    [property: JsonPropertyName("size_bytes")] long SizeBytes,
    [property: JsonPropertyName("checksum_sha256")] string ChecksumSha256);
