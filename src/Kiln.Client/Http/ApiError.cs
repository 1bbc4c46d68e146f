using System.Text.Json;

namespace Kiln.Client.Http;

/// <summary>The body of a refusal: <c>error</c> is one sentence, <c>errors</c> names the fields.</summary>
internal sealed record ApiError(string? Error, string? Code, IReadOnlyList<FieldError>? Errors, string? TraceId)
{
    /// <summary>Reads a body; null when it is no refusal.</summary>
    /// <exception cref="JsonException">It is no JSON at all.</exception>
    public static ApiError? Read(string body)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        if (document.RootElement is not { ValueKind: JsonValueKind.Object } root)
        {
            return null;
        }

        // The surface of runners wraps what the others say at the top.
        return root.TryGetProperty("error", out JsonElement error) && error.ValueKind == JsonValueKind.Object
            ? new ApiError(Text(error, "message"), Text(error, "code"), null, null)
            : root.Deserialize(ApiJson.Default.ApiError);
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
