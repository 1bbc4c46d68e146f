using System.Text.Json;
using Kiln.LocalHost.Functions.Discovery;
using Microsoft.AspNetCore.Http;

namespace Kiln.LocalHost.Functions.Invocation;

/// <summary>Reads the JSON body of an HTTP request into a parameter.</summary>
internal static class JsonBodyReader
{
    /// <summary>
    /// Reads the body. A body that is no JSON of the parameter's shape, or absent where the parameter cannot be null, throws
    /// <see cref="BindingException"/> with status 400; another media type one with 415.
    /// </summary>
    public static async ValueTask<object?> ReadAsync(
        HttpRequest request, ParameterBinding binding, JsonSerializerOptions options, CancellationToken cancellationToken)
    {
        if (request.ContentLength is 0 || (request.ContentLength is null && request.ContentType is null))
        {
            return binding.Parameter.HasDefaultValue
                ? binding.Parameter.DefaultValue
                : throw new BindingException(StatusCodes.Status400BadRequest, "The request has no body, but a JSON body is needed.");
        }

        if (!request.HasJsonContentType())
        {
            throw new BindingException(
                StatusCodes.Status415UnsupportedMediaType,
                $"The body is '{request.ContentType ?? "of no stated type"}', but it must be application/json.");
        }

        try
        {
            return await request.ReadFromJsonAsync(binding.Type, options, cancellationToken)
                ?? throw new BindingException(StatusCodes.Status400BadRequest, "The body is null, but an object is needed.");
        }
        catch (JsonException fault)
        {
            throw new BindingException(StatusCodes.Status400BadRequest, $"The body is not the JSON that is needed: {fault.Message}", fault);
        }
    }
}
