using System.Text.Json.Serialization;
using Kiln.Storage.Content;
using Kiln.Storage.Uploads;

namespace Kiln.Functions.Uploads;

/// <summary>An upload as clients see it.</summary>
internal sealed record UploadPayload
{
    [JsonPropertyName("upload_id")]
    public required string UploadId { get; init; }

    [JsonPropertyName("status")]
    public required string Status { get; init; }

    [JsonPropertyName("filename")]
    public required string FileName { get; init; }

    [JsonPropertyName("size_bytes")]
    public required long SizeBytes { get; init; }

    [JsonPropertyName("upload")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UploadTarget? Target { get; init; }

    [JsonPropertyName("expires_at")]
    public required DateTimeOffset ExpiresAt { get; init; }

    [JsonPropertyName("createdAt")]
    public required DateTimeOffset CreatedAt { get; init; }

    [JsonPropertyName("error")]
    public required string? Error { get; init; }

    public static UploadPayload Of(Upload upload, UploadStatus status, PresignedUpload? url = null) => new()
    {
        UploadId = upload.Id,
        Status = status.ToString().ToLowerInvariant(),
        FileName = upload.FileName,
        SizeBytes = upload.Length,
        Target = url is null ? null : new UploadTarget("PUT", url.Url.AbsoluteUri, url.Headers, url.ExpiresAt),
        ExpiresAt = upload.ExpiresAt,
        CreatedAt = upload.CreatedAt,
        Error = upload.Error,
    };
}
