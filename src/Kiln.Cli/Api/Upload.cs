using System.Text.Json.Serialization;

namespace Kiln.Cli.Api;

/// <summary>What is asked for a presigned upload.</summary>
internal sealed record UploadRequest(
    [property: JsonPropertyName("filename")] string FileName,
    [property: JsonPropertyName("size_bytes")] long SizeBytes,
    [property: JsonPropertyName("checksum_sha256")] string ChecksumSha256);

/// <summary>A place to put a file.</summary>
internal sealed record Upload(
    [property: JsonPropertyName("upload_id")] string UploadId,
    [property: JsonPropertyName("upload")] UploadTarget Target);

/// <summary>How to put it there: the bytes, with exactly these headers.</summary>
internal sealed record UploadTarget(
    [property: JsonPropertyName("method")] string Method,
    [property: JsonPropertyName("url")] Uri Url,
    [property: JsonPropertyName("headers")] IReadOnlyDictionary<string, string>? Headers);
