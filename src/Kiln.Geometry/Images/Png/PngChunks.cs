using System.Buffers.Binary;

namespace Kiln.Geometry.Images.Png;

/// <summary>Takes the chunks of a PNG apart.</summary>
internal static class PngChunks
{
    private const int SignatureLength = 8;
    private const int HeaderLength = 13;

    /// <summary>The header and the compressed pixels. Checksums of the chunks that matter are checked; others are passed over.</summary>
    /// <exception cref="InvalidModelException">A chunk is missing, truncated, damaged or contradicts the header; the byte is named.</exception>
    public static (PngHeader Header, byte[] Data) Read(ReadOnlySpan<byte> file)
    {
        PngHeader? header = null;
        var data = new MemoryStream();
        int at = SignatureLength;
        while (at + 12 <= file.Length)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            ReadOnlySpan<byte> type = file.Slice(at + 4, 4);
            if (length > file.Length - at - 12)
            {
                throw Invalid("a chunk ends beyond the file", at);
            }

            ReadOnlySpan<byte> content = file.Slice(at + 8, (int)length);
            bool critical = (type[0] & 0x20) == 0;
            if ((critical || type.SequenceEqual("tRNS"u8))
                && Crc32.Of(file.Slice(at + 4, (int)length + 4)) != BinaryPrimitives.ReadUInt32BigEndian(file[(at + 8 + (int)length)..]))
            {
                throw Invalid("a chunk has a wrong checksum", at);
            }

            if (type.SequenceEqual("IEND"u8))
            {
                break;
            }

            header = type.SequenceEqual("IHDR"u8) ? ReadHeader(content, at) : Take(header, type, content, data, critical, at);
            at += 12 + (int)length;
        }

        if (header is null || data.Length == 0)
        {
            throw Invalid("it has no header or no pixels", at);
        }

        return header.ColorType != PngHeader.Indexed || header.Palette.Length > 0
            ? (header, data.ToArray())
            : throw Invalid("it has no palette", at);
    }

    /// <summary>The exception for a PNG that cannot be decoded.</summary>
    public static InvalidModelException Invalid(string what, int at) => new($"The PNG cannot be decoded: {what}", $"byte {at}");

    private static PngHeader Take(PngHeader? header, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content, MemoryStream data, bool critical, int at)
    {
        if (header is null)
        {
            throw Invalid("its first chunk is not the header", at);
        }

        if (type.SequenceEqual("IDAT"u8))
        {
            data.Write(content);
        }
        else if (type.SequenceEqual("PLTE"u8))
        {
            return content.Length is > 0 and <= 768 && content.Length % 3 == 0
                ? header with { Palette = content.ToArray() }
                : throw Invalid("its palette has a wrong length", at);
        }
        else if (type.SequenceEqual("tRNS"u8))
        {
            int wanted = header.ColorType switch { 0 => 2, 2 => 6, PngHeader.Indexed => Math.Clamp(content.Length, 1, 256), _ => 0 };
            return content.Length == wanted
                ? header with { Transparency = content.ToArray() }
                : throw Invalid("its transparency does not fit its colour type", at);
        }
        else if (critical)
        {
            throw Invalid("it has a critical chunk of an unknown kind", at);
        }

        return header;
    }

    private static PngHeader ReadHeader(ReadOnlySpan<byte> content, int at)
    {
        if (content.Length != HeaderLength)
        {
            throw Invalid("its header has a wrong length", at);
        }

        uint width = BinaryPrimitives.ReadUInt32BigEndian(content);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(content[4..]);
        var header = new PngHeader((int)width, (int)height, content[8], content[9], content[12] == 1);
        return width is > 0 and <= int.MaxValue && height is > 0 and <= int.MaxValue && header.IsValid
            && content[10] == 0 && content[11] == 0 && content[12] <= 1
            ? header
            : throw Invalid("its header states a size, colour type, bit depth or method that does not exist", at);
    }
}
