using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiln.Geometry.Formats.Gltf.Schema;

/// <summary>
/// A URI of a buffer or an image. A base64 data URI is decoded straight from the JSON bytes, so that a large one never exists as
/// a string; any other is kept as a path with its percent escapes undone.
/// </summary>
[JsonConverter(typeof(Converter))]
internal sealed record GltfUri(string? Path, byte[]? Data)
{
    private static ReadOnlySpan<byte> DataScheme => "data:"u8;

    private static ReadOnlySpan<byte> Base64Marker => ";base64"u8;

    private static GltfUri Parse(ReadOnlySpan<byte> utf8)
    {
        if (!utf8.StartsWith(DataScheme))
        {
            return new GltfUri(Uri.UnescapeDataString(Encoding.UTF8.GetString(utf8)), null);
        }

        int comma = utf8.IndexOf((byte)',');
        if (comma < 0)
        {
            throw new JsonException("a data URI has no comma");
        }

        ReadOnlySpan<byte> payload = utf8[(comma + 1)..];
        if (!utf8[..comma].EndsWith(Base64Marker))
        {
            return new GltfUri(null, Encoding.Latin1.GetBytes(Uri.UnescapeDataString(Encoding.UTF8.GetString(payload))));
        }

        byte[] data = new byte[Base64.GetMaxDecodedFromUtf8Length(payload.Length + 3)];
        OperationStatus status = Base64.DecodeFromUtf8(payload, data, out int read, out int written);
        if (status == OperationStatus.NeedMoreData)
        {
            // Padding was left out, which many writers do: the last group is completed and decoded apart.
            Span<byte> last = "===="u8.ToArray();
            payload[read..].CopyTo(last);
            status = Base64.DecodeFromUtf8(last, data.AsSpan(written), out _, out int lastWritten);
            written += lastWritten;
        }

        return status == OperationStatus.Done
            ? new GltfUri(null, written == data.Length ? data : data[..written])
            : throw new JsonException("a data URI is not valid base64");
    }

    internal sealed class Converter : JsonConverter<GltfUri>
    {
        public override GltfUri Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                throw new JsonException();
            }

            if (!reader.ValueIsEscaped)
            {
                return Parse(reader.ValueSpan);
            }

            byte[] unescaped = new byte[reader.ValueSpan.Length];
            return Parse(unescaped.AsSpan(0, reader.CopyString(unescaped)));
        }

        public override void Write(Utf8JsonWriter writer, GltfUri value, JsonSerializerOptions options) =>
            throw new NotSupportedException("glTF is written by GlbWriter.");
    }
}
