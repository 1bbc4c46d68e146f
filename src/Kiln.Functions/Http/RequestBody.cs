using System.Text.Json;

namespace Kiln.Functions.Http;

/// <summary>Reads small JSON bodies.</summary>
internal static class RequestBody
{
    private const long MostBytes = 1024 * 1024;

    /// <summary>The body as an object of the type; refuses what is too large (413) or is no such object (400).</summary>
    public static async Task<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        if (request.ContentLength > MostBytes)
        {
            throw new ApiException(StatusCodes.Status413PayloadTooLarge, ErrorCodes.ValidationError, "The body is too large (max 1MB)");
        }

        try
        {
            return await JsonSerializer.DeserializeAsync<T>(request.Body, Json.Options, cancellationToken)
                ?? throw ApiException.BadRequest(ErrorCodes.ValidationError, "The body must be a JSON object");
        }
        catch (JsonException exception)
        {
            throw ApiException.BadRequest(ErrorCodes.ValidationError, $"The body is not the JSON object expected: {exception.Message}");
        }
    }
}
