using System.Buffers.Binary;

namespace Kiln.Geometry.Formats.Gltf;

/// <summary>The two chunks of a binary glTF file (glTF 2.0, section 4.4).</summary>
/// <param name="Json">The JSON chunk.</param>
/// <param name="Binary">The BIN chunk, or null.</param>
internal sealed record GlbContainer(ReadOnlyMemory<byte> Json, ReadOnlyMemory<byte>? Binary)
{
    /// <summary>Bytes of the file header and the first chunk's header.</summary>
    public const int HeaderLength = 20;

    private const uint Magic = 0x46546C67;
    private const uint JsonChunk = 0x4E4F534A;
    private const uint BinaryChunk = 0x004E4942;

    /// <summary>Checks the first 20 bytes of a file: magic, version, stated length, a JSON chunk first that lies inside the file.</summary>
    /// <param name="head">The first bytes of the file: 20, or all of a shorter file.</param>
    /// <param name="fileLength">The file's true length.</param>
    /// <returns>Length of the JSON chunk's content.</returns>
    /// <exception cref="InvalidModelException">What is wrong, at which byte offset.</exception>
    public static int CheckHeader(ReadOnlySpan<byte> head, long fileLength)
    {
        if (head.Length >= 4 && Read(head, 0) != Magic)
        {
            throw Invalid("the magic \"glTF\" is missing", 0);
        }

        if (head.Length < HeaderLength)
        {
            throw Invalid($"the file ends inside its {HeaderLength}-byte header", head.Length);
        }

        uint version = Read(head, 4);
        if (version != 2)
        {
            throw Invalid($"version {version}, only version 2 can be read", 4);
        }

        uint stated = Read(head, 8);
        if (stated != fileLength)
        {
            throw Invalid($"the stated length is {stated} bytes, the file has {fileLength}", 8);
        }

        if (Read(head, 16) != JsonChunk)
        {
            throw Invalid("the first chunk is not JSON", 16);
        }

        uint jsonLength = Read(head, 12);
        return jsonLength <= fileLength - HeaderLength
            ? (int)jsonLength
            : throw Invalid($"the JSON chunk of {jsonLength} bytes ends beyond the file", 12);
    }

    /// <summary>Takes a file apart; nothing is copied. Chunks of other types are passed over, as the format asks.</summary>
    /// <exception cref="InvalidModelException">The file is not a GLB of version 2; the message names the byte offset.</exception>
    public static GlbContainer Parse(ReadOnlyMemory<byte> file)
    {
        ReadOnlySpan<byte> bytes = file.Span;
        int jsonLength = CheckHeader(bytes[..Math.Min(bytes.Length, HeaderLength)], bytes.Length);
        ReadOnlyMemory<byte>? binary = null;
        int offset = HeaderLength + jsonLength;
        while (binary is null && bytes.Length - offset >= 8)
        {
            uint length = Read(bytes, offset);
            if (length > bytes.Length - offset - 8)
            {
                throw Invalid($"a chunk of {length} bytes ends beyond the file", offset);
            }

            if (Read(bytes, offset + 4) == BinaryChunk)
            {
                binary = file.Slice(offset + 8, (int)length);
            }

            offset += 8 + (int)length;
        }

        return new GlbContainer(file.Slice(HeaderLength, jsonLength), binary);
    }

    private static uint Read(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static InvalidModelException Invalid(string what, long offset) => new($"Invalid GLB: {what}, at byte {offset}");
}
