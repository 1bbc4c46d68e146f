using System.Text.Json.Serialization;

namespace Kiln.Functions.Uploads;

/// <summary>Where and how to send the bytes.</summary>
/// <param name="Method">Always <c>PUT</c>.</param>
/// <param name="Url">Presigned, write-only.</param>
/// <param name="Headers">Headers to send exactly.</param>
/// <param name="ExpiresAt">When the URL stops working.</param>
internal sealed record UploadTarget(
    [property: JsonPropertyName("method")] string Method,
    [property: JsonPropertyName("url")] string Url,
    [property: JsonPropertyName("headers")] IReadOnlyDictionary<string, string> Headers,
    [property: JsonPropertyName("expires_at")] DateTimeOffset ExpiresAt);
