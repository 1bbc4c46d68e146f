using System.Text;

namespace Kiln.Geometry.Formats.Text;

/// <summary>
/// Brings text files to UTF-8 without a byte order mark, as the readers expect them. Some exporters write UTF-16, with a mark or
/// without; every keyword and number of the text formats is ASCII, so that is told by the zero bytes.
/// </summary>
internal static class TextEncoding
{
    // Enough characters that no other file looks so by accident.
    private const int Probe = 16;

    /// <summary>The text as UTF-8: the same bytes where it is that already.</summary>
    /// <exception cref="InvalidModelException">The text is UTF-32.</exception>
    public static ReadOnlySpan<byte> ToUtf8(ReadOnlySpan<byte> file) => Detect(file) switch
    {
        (null, var mark) => file[mark..],
        (UTF32Encoding encoding, _) => throw Refusal(encoding),
        (var encoding, var mark) => Encoding.Convert(encoding, Encoding.UTF8, file[mark..].ToArray()),
    };

    /// <summary>Refuses text that is not UTF-8, for formats that allow nothing else; passes a mark of UTF-8.</summary>
    /// <exception cref="InvalidModelException">The text is UTF-16 or UTF-32.</exception>
    public static ReadOnlySpan<byte> RequireUtf8(ReadOnlySpan<byte> file) =>
        Detect(file) is (null, var mark) ? file[mark..] : throw Refusal(Detect(file).Encoding!);

    private static InvalidModelException Refusal(Encoding encoding) =>
        new($"The text is encoded as {encoding.WebName.ToUpperInvariant()}; save it as UTF-8", "byte 0");

    // UTF-32's little-endian mark begins with UTF-16's, so it is looked for first.
    private static (Encoding? Encoding, int MarkLength) Detect(ReadOnlySpan<byte> file) => file switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (null, 3),
        [0xFF, 0xFE, 0, 0, ..] => (Encoding.UTF32, 4),
        [0, 0, 0xFE, 0xFF, ..] => (new UTF32Encoding(bigEndian: true, byteOrderMark: true), 4),
        [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
        [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
        _ when IsAsciiBetweenZeros(file, first: 0) => (Encoding.Unicode, 0),
        _ when IsAsciiBetweenZeros(file, first: 1) => (Encoding.BigEndianUnicode, 0),
        _ => (null, 0),
    };

    private static bool IsAsciiBetweenZeros(ReadOnlySpan<byte> file, int first)
    {
        if (file.Length < 2 * Probe)
        {
            return false;
        }

        for (int i = 0; i < 2 * Probe; i += 2)
        {
            bool isText = file[i + first] is (>= 0x20 and < 0x7F) or (byte)'\t' or (byte)'\n' or (byte)'\r';
            if (!isText || file[i + 1 - first] != 0)
            {
                return false;
            }
        }

        return true;
    }
}
