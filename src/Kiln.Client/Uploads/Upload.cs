using System.Text.Json.Serialization;

namespace Kiln.Client.Uploads;

/// <summary>A place to put a file.</summary>
/// <param name="UploadId">What a submission names.</param>
/// <param name="Target">How to put it there.</param>
public sealed record Upload(
    [property: JsonPropertyName("upload_id")] string UploadId,
    [property: JsonPropertyName("upload")] UploadTarget Target);
