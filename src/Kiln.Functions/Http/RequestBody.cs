using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Kiln.Functions.Http;

/// <summary>Reads small JSON bodies.</summary>
internal static class RequestBody
{
    private const long MostBytes = 1024 * 1024;

    /// <summary>Strict where leniency would guess: a member given twice is a mistake, not the later of two, and text is no number.</summary>
    private static readonly JsonSerializerOptions Strict = new(Json.Options)
    {
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <summary>Whether a body was sent, with a stated length or without.</summary>
    public static bool IsPresent(HttpRequest request) =>
        request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? (request.ContentLength is not null and not 0);

    /// <summary>The body as an object of the type; refuses what is too large (413), not JSON (415) or no such object (400).</summary>
    public static async Task<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        Require(request, MostBytes);
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(request.Body, Strict, cancellationToken)
                ?? throw ApiException.BadRequest(ErrorCodes.ValidationError, "The body must be a JSON object");
        }
        catch (JsonException exception)
        {
            // The message names types of ours; the place is what helps.
            string where = exception.Path is null or "$" ? "" : $": wrong at {exception.Path}";
            throw ApiException.BadRequest(ErrorCodes.ValidationError, $"The body is not the JSON object expected{where}");
        }
    }

    /// <summary>The body as an object of any members; refuses as <see cref="ReadAsync"/> does.</summary>
    public static async Task<JsonElement> ReadObjectAsync(
        HttpRequest request, CancellationToken cancellationToken, long mostBytes = MostBytes)
    {
        JsonElement body = await ReadAnyAsync(request, mostBytes, cancellationToken);
        return body.ValueKind == JsonValueKind.Object
            ? body
            : throw ApiException.BadRequest(ErrorCodes.ValidationError, "The body must be a JSON object");
    }

    /// <summary>The body as JSON of any kind; refuses what is too large (413), of another media type (415) or no JSON (400).</summary>
    public static async Task<JsonElement> ReadAnyAsync(HttpRequest request, long mostBytes, CancellationToken cancellationToken)
    {
        Require(request, mostBytes);
        try
        {
            using JsonDocument document = await JsonDocument.ParseAsync(request.Body, default, cancellationToken);
            return IsText(document.RootElement)
                ? document.RootElement.Clone()
                : throw ApiException.BadRequest(
                    ErrorCodes.ValidationError, "The body is not valid JSON: text with half of a surrogate pair");
        }
        catch (JsonException exception)
        {
            throw ApiException.BadRequest(ErrorCodes.ValidationError, $"The body is not valid JSON: {exception.Message}");
        }
    }

    /// <summary>The body as it was sent, which is for the caller to understand; refuses what is too large or of another media type.</summary>
    public static Task<BinaryData> ReadJsonAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        Require(request, MostBytes);
        return BinaryData.FromStreamAsync(request.Body, cancellationToken);
    }

    private static void Require(HttpRequest request, long mostBytes)
    {
        if (request.ContentType is { Length: > 0 } sent
            && !(MediaTypeHeaderValue.TryParse(sent, out MediaTypeHeaderValue? type) && IsJson(type)))
        {
            throw new ApiException(
                StatusCodes.Status415UnsupportedMediaType,
                ErrorCodes.UnsupportedMediaType,
                $"Unsupported media type: {sent}. Accepted: application/json");
        }

        if (request.ContentLength > mostBytes)
        {
            throw new ApiException(StatusCodes.Status413PayloadTooLarge, ErrorCodes.FileTooLarge, $"The body is too large (max {FileSize.Text(mostBytes)})");
        }

        // A body without a stated length is stopped by the server once it is over the limit.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = mostBytes;
        }
    }

    private static bool IsJson(MediaTypeHeaderValue type) =>
        type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase);

    /// <summary>False when a name or text holds half of a surrogate pair, which JSON can escape but no text can hold.</summary>
    private static bool IsText(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.Object => element.EnumerateObject().All(member => member.Name is not null && IsText(member.Value)),
                JsonValueKind.Array => element.EnumerateArray().All(IsText),
                JsonValueKind.String => element.GetString() is not null,
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
