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

    /// <summary>True for a URI that holds its content. Schemes are the same in any letter case (RFC 3986, section 3.1).</summary>
    public static bool IsData(ReadOnlySpan<byte> utf8) =>
        utf8.Length >= DataScheme.Length && Ascii.EqualsIgnoreCase(utf8[..DataScheme.Length], DataScheme);

    private static GltfUri Parse(ReadOnlySpan<byte> utf8)
    {
        if (!IsData(utf8))
        {
            return new GltfUri(Uri.UnescapeDataString(Encoding.UTF8.GetString(utf8)), null);
        }

        int comma = utf8.IndexOf((byte)',');
        if (comma < 0)
        {
            throw new JsonException("a data URI has no comma");
        }

        ReadOnlySpan<byte> payload = utf8[(comma + 1)..];
        bool isBase64 = comma >= Base64Marker.Length && Ascii.EqualsIgnoreCase(utf8[(comma - Base64Marker.Length)..comma], Base64Marker);
        if (!isBase64)
        {
            return new GltfUri(null, Unescaped(payload));
        }

        if (payload.Contains((byte)'%'))
        {
            payload = Unescaped(payload);
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

    /// <summary>The bytes that percent escapes stand for, which need not be text.</summary>
    private static byte[] Unescaped(ReadOnlySpan<byte> escaped)
    {
        byte[] bytes = new byte[escaped.Length];
        int written = 0;
        for (int i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] == (byte)'%' && i + 2 < escaped.Length
                && Utf8Parser.TryParse(escaped.Slice(i + 1, 2), out byte value, out int used, 'X') && used == 2)
            {
                bytes[written++] = value;
                i += 2;
            }
            else
            {
                bytes[written++] = escaped[i];
            }
        }

        return bytes[..written];
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
