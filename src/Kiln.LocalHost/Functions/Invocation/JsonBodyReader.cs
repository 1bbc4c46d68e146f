using System.Text.Json;
using Kiln.LocalHost.Functions.Discovery;
using Microsoft.AspNetCore.Http;

namespace Kiln.LocalHost.Functions.Invocation;

/// <summary>Reads the JSON body of an HTTP request into a parameter.</summary>
internal static class JsonBodyReader
{
    /// <summary>
    /// Reads the body. A body that is no JSON of the parameter's shape, or absent where the parameter cannot be null, throws
    /// <see cref="BadHttpRequestException"/> with status 400; another media type one with 415.
    /// </summary>
    public static async ValueTask<object?> ReadAsync(
        HttpRequest request, ParameterBinding binding, JsonSerializerOptions options, CancellationToken cancellationToken)
    {
        if (request.ContentLength is 0 || (request.ContentLength is null && request.ContentType is null))
        {
            return binding.Parameter.HasDefaultValue
                ? binding.Parameter.DefaultValue
                : throw new BadHttpRequestException("The request has no body, but a JSON body is needed.", StatusCodes.Status400BadRequest);
        }

        if (!request.HasJsonContentType())
        {
            throw new BadHttpRequestException(
                $"The body is '{request.ContentType ?? "of no stated type"}', but it must be application/json.",
                StatusCodes.Status415UnsupportedMediaType);
        }

        try
        {
            return await request.ReadFromJsonAsync(binding.Type, options, cancellationToken)
                ?? throw new BadHttpRequestException("The body is null, but an object is needed.", StatusCodes.Status400BadRequest);
        }
        catch (JsonException fault)
        {
            throw new BadHttpRequestException(
                $"The body is not the JSON that is needed: {fault.Message}", StatusCodes.Status400BadRequest, fault);
        }
    }
}
