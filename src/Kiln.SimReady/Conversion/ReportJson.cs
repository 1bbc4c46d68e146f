using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kiln.SimReady.Conversion;

/// <summary>The one way in which JSON is written and read between steps and in the report.</summary>
internal static class ReportJson
{
    // Reports are read by people too; the relaxed encoder leaves quotes and accents readable and is still valid JSON.
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NewLine = "\n",
    };

    public static JsonNode? Node<T>(T value) => JsonSerializer.SerializeToNode(value, Options);

    public static byte[] Bytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    public static T Read<T>(ReadOnlyMemory<byte> content) =>
        JsonSerializer.Deserialize<T>(content.Span, Options)
        ?? throw new InvalidDataException($"The stored {typeof(T).Name} is null.");
}
