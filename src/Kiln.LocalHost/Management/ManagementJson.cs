using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Kiln.LocalHost.Management;

/// <summary>Writes the bodies of the management API, whose member order is part of its contract.</summary>
internal static class ManagementJson
{
    // URLs stay as they are read: the bodies are JSON documents, never parts of a page.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a body; the status is that of the response.</summary>
    public static async Task WriteAsync(HttpResponse response, Action<Utf8JsonWriter> write)
    {
        response.ContentType = "application/json; charset=utf-8";
        await using (Utf8JsonWriter json = new(response.BodyWriter, Options))
        {
            write(json);
        }

        await response.BodyWriter.FlushAsync(response.HttpContext.RequestAborted);
    }

    /// <summary>Writes a member whose value is serialised already; null when there is none.</summary>
    public static void WriteSerialized(this Utf8JsonWriter json, string name, string? serialized)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(serialized ?? "null");
    }
}
