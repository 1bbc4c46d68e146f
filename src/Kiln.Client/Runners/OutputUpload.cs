using System.Text.Json.Serialization;

namespace Kiln.Client.Runners;

/// <summary>A place to put a run's output.</summary>
/// <param name="Name">The output.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Url">Presigned; its own permission.</param>
/// <param name="Headers">Headers to send.</param>
public sealed record OutputUpload(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("method")] string Method,
    [property: JsonPropertyName("url")] Uri Url,
    [property: JsonPropertyName("headers")] IReadOnlyDictionary<string, string>? Headers);
