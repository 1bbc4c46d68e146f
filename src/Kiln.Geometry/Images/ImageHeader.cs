using System.Buffers.Binary;

namespace Kiln.Geometry.Images;

/// <summary>What an encoded image says of itself, read without decoding it.</summary>
/// <param name="MediaType"><c>image/png</c> or <c>image/jpeg</c>.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
public readonly record struct ImageHeader(string MediaType, int Width, int Height)
{
    private static ReadOnlySpan<byte> PngSignature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The media type by the content's first bytes; null when it is neither PNG nor JPEG.</summary>
    public static string? MediaTypeOf(ReadOnlySpan<byte> content) =>
        content.StartsWith(PngSignature) ? "image/png"
        : content.StartsWith([(byte)0xFF, (byte)0xD8, (byte)0xFF]) ? "image/jpeg"
        : null;

    /// <summary>Reads the header of a PNG or JPEG.</summary>
    /// <param name="content">The encoded bytes.</param>
    /// <param name="where">What to call the image in messages.</param>
    /// <exception cref="InvalidModelException">It is neither, or its header is broken.</exception>
    public static ImageHeader Read(ReadOnlySpan<byte> content, string? where = null) => MediaTypeOf(content) switch
    {
        "image/png" => ReadPng(content, where),
        "image/jpeg" => ReadJpeg(content, where),
        _ => throw new InvalidModelException("The image is neither PNG nor JPEG", where),
    };

    private static ImageHeader ReadPng(ReadOnlySpan<byte> content, string? where)
    {
        if (content.Length < 33 || !content[12..16].SequenceEqual("IHDR"u8))
        {
            throw new InvalidModelException("The PNG ends inside its header", where);
        }

        uint width = BinaryPrimitives.ReadUInt32BigEndian(content[16..]);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(content[20..]);
        return width is > 0 and <= int.MaxValue && height is > 0 and <= int.MaxValue
            ? new ImageHeader("image/png", (int)width, (int)height)
            : throw new InvalidModelException($"The PNG states a size of {width} x {height} pixels", where);
    }

    private static ImageHeader ReadJpeg(ReadOnlySpan<byte> content, string? where)
    {
        int at = 2;
        while (at + 4 <= content.Length)
        {
            if (content[at] != 0xFF)
            {
                throw new InvalidModelException($"The JPEG has no marker at byte {at}", where);
            }

            byte marker = content[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(content[(at + 2)..]);
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return Frame(content[(at + 4)..], where);
            }

            at += 2 + length;
        }

        throw new InvalidModelException("The JPEG ends before its frame header", where);
    }

    private static ImageHeader Frame(ReadOnlySpan<byte> frame, string? where)
    {
        if (frame.Length < 5)
        {
            throw new InvalidModelException("The JPEG ends inside its frame header", where);
        }

        int height = BinaryPrimitives.ReadUInt16BigEndian(frame[1..]);
        int width = BinaryPrimitives.ReadUInt16BigEndian(frame[3..]);
        return width > 0 && height > 0
            ? new ImageHeader("image/jpeg", width, height)
            : throw new InvalidModelException($"The JPEG states a size of {width} x {height} pixels", where);
    }
}
