using System.Text.Json.Serialization;

namespace Kiln.Client.Uploads;

/// <summary>How to put a file there: its bytes, with exactly these headers.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Url">Presigned; its own permission.</param>
/// <param name="Headers">Headers to send.</param>
public sealed record UploadTarget(
    [property: JsonPropertyName("method")] string Method,
    [property: JsonPropertyName("url")] Uri Url,
    [property: JsonPropertyName("headers")] IReadOnlyDictionary<string, string>? Headers);
