using System.Text;
using System.Text.Json;
using Kiln.Geometry.Formats.Gltf.Schema;

namespace Kiln.Geometry.Formats.Inspection;

/// <summary>
/// Finds the files that a glTF JSON refers to, in one pass and in constant memory: data URIs of hundreds of megabytes are
/// common, and are passed over here.
/// </summary>
internal sealed class GltfReferenceScanner
{
    private const int BlockLength = 64 * 1024;
    private const int MaxUriLength = 4096;
    private const int MaxReferences = 10_000;

    private readonly byte[] _uri = new byte[MaxUriLength];
    private readonly List<string> _found = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private int _length;
    private bool _inString;
    private bool _escaped;
    private bool _hasString;
    private int _depth;
    private string _section = "";
    private string _member = "";

    /// <summary>The relative paths, unescaped, each once, in the order of the file. Malformed JSON is left for the reader to refuse.</summary>
    /// <param name="json">The file.</param>
    /// <param name="length">Its length: an archive may unpack to more than it states, without end.</param>
    public static IReadOnlyList<string> ExternalFiles(Stream json, long length)
    {
        var scanner = new GltfReferenceScanner();
        byte[] block = new byte[BlockLength];
        int read;
        for (long left = length; left > 0 && (read = json.Read(block, 0, (int)Math.Min(left, block.Length))) > 0; left -= read)
        {
            scanner.Scan(block.AsSpan(0, read));
        }

        return scanner._found;
    }

    private void Scan(ReadOnlySpan<byte> block)
    {
        while (!block.IsEmpty)
        {
            if (_inString)
            {
                block = block[InString(block)..];
            }
            else
            {
                Structure(block[0]);
                block = block[1..];
            }
        }
    }

    /// <summary>Takes a run of a string's bytes; the result is how many.</summary>
    private int InString(ReadOnlySpan<byte> block)
    {
        if (_escaped)
        {
            Keep(block[..1]);
            _escaped = false;
            return 1;
        }

        int end = block.IndexOfAny((byte)'"', (byte)'\\');
        Keep(end < 0 ? block : block[..end]);
        if (end < 0)
        {
            return block.Length;
        }

        if (block[end] == (byte)'\\')
        {
            Keep(block.Slice(end, 1));
            _escaped = true;
        }
        else
        {
            _inString = false;
            _hasString = true;
        }

        return end + 1;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> kept = bytes[..Math.Min(bytes.Length, MaxUriLength - _length)];
        kept.CopyTo(_uri.AsSpan(_length));
        _length += kept.Length;
    }

    private void Structure(byte b)
    {
        switch (b)
        {
            case (byte)'"':
                _inString = true;
                _length = 0;
                break;
            case (byte)':':
                SetMember();
                _hasString = false;
                break;
            case (byte)'{' or (byte)'[':
                _depth++;
                _hasString = false;
                break;
            case (byte)'}' or (byte)']':
                EndValue();
                _depth--;
                break;
            case (byte)',':
                EndValue();
                break;
            default:
                break;
        }
    }

    /// <summary>At depth 1 are the document's members, at depth 3 those of the elements of its arrays.</summary>
    private void SetMember()
    {
        if (_depth == 1)
        {
            _section = Encoding.UTF8.GetString(_uri, 0, Math.Min(_length, 64));
        }
        else if (_depth == 3)
        {
            _member = Encoding.UTF8.GetString(_uri, 0, Math.Min(_length, 64));
        }
    }

    private void EndValue()
    {
        ReadOnlySpan<byte> value = _uri.AsSpan(0, _length);
        if (_hasString && _depth == 3 && _member == "uri" && (_section is "buffers" or "images")
            && !GltfUri.IsData(value) && _found.Count < MaxReferences)
        {
            string path = Uri.UnescapeDataString(Unescape(value));
            if (_known.Add(path))
            {
                _found.Add(path);
            }
        }

        _hasString = false;
    }

    private static string Unescape(ReadOnlySpan<byte> value)
    {
        if (!value.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(value);
        }

        try
        {
            var reader = new Utf8JsonReader((byte[])[(byte)'"', .. value, (byte)'"']);
            return reader.Read() ? reader.GetString() ?? "" : "";
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Half of a surrogate pair counts as an invalid operation.
            return Encoding.UTF8.GetString(value);
        }
    }
}
