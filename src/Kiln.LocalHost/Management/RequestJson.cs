using System.Text.Json;
using Kiln.LocalHost.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kiln.LocalHost.Management;

/// <summary>Reads the JSON bodies of the management API.</summary>
internal sealed class RequestJson(LocalHostOptions options)
{
    /// <summary>Reads the body; null when it is empty and may be. A body that is no JSON is answered with 400.</summary>
    public async Task<JsonElement?> ReadAsync(HttpContext context, bool allowEmpty)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = options.MaxJsonBodySize;
        }

        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (body.Length == 0 && allowEmpty)
        {
            return null;
        }

        try
        {
            Utf8JsonReader reader = new(body.GetBuffer().AsSpan(0, (int)body.Length));
            JsonElement value = JsonElement.ParseValue(ref reader);
            return reader.Read() ? throw new JsonException("There is more than one value.") : value;
        }
        catch (JsonException fault)
        {
            throw new BadHttpRequestException($"Invalid JSON content: {fault.Message}", StatusCodes.Status400BadRequest, fault);
        }
    }
}
