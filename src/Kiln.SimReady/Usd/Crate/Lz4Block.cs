using System.Buffers.Binary;

namespace Kiln.SimReady.Usd.Crate;

/// <summary>
/// The LZ4 block format: sequences of literals and copies of what came at most 65,535 bytes before. The encoder is greedy and
/// keeps one candidate for each hash, so that the same bytes always give the same block.
/// </summary>
internal static class Lz4Block
{
    private const int HashBits = 14;
    private const int LeastMatch = 4;
    private const int FarthestMatch = 65_535;

    // The format keeps copies out of a block's end: the last one starts 12 bytes before it or earlier, and 5 literals follow.
    private const int NoMatchStarts = 12;
    private const int NoMatchReaches = 5;

    /// <summary>The most bytes that a block of so many bytes can take.</summary>
    public static int MaxEncodedLength(int length) => checked(length + (length / 255) + 16);

    /// <summary>Encodes a block.</summary>
    /// <param name="source">The bytes; may be empty.</param>
    /// <param name="target">At least <see cref="MaxEncodedLength"/> bytes.</param>
    /// <returns>The number of bytes written.</returns>
    public static int Encode(ReadOnlySpan<byte> source, Span<byte> target)
    {
        int written = 0;
        int literals = 0;
        int at = 0;
        int misses = 0;
        // Positions are kept plus one; zero means none.
        int[] positions = new int[1 << HashBits];
        while (at <= source.Length - NoMatchStarts - 1)
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(source[at..]);
            ref int slot = ref positions[(word * 2_654_435_761u) >> (32 - HashBits)];
            int candidate = slot - 1;
            slot = at + 1;
            if (candidate < 0
                || at - candidate > FarthestMatch
                || BinaryPrimitives.ReadUInt32LittleEndian(source[candidate..]) != word)
            {
                // Bytes that do not repeat are passed over in growing strides.
                at += 1 + (misses++ >> 6);
                continue;
            }

            misses = 0;
            int end = at + LeastMatch
                + source[(at + LeastMatch)..^NoMatchReaches].CommonPrefixLength(source[(candidate + LeastMatch)..]);
            while (at > literals && candidate > 0 && source[at - 1] == source[candidate - 1])
            {
                at--;
                candidate--;
            }

            written += WriteSequence(source[literals..at], at - candidate, end - at, target[written..]);
            at = end;
            literals = end;
        }

        return written + WriteSequence(source[literals..], offset: 0, length: 0, target[written..]);
    }

    /// <summary>Decodes a block.</summary>
    /// <param name="source">The whole block.</param>
    /// <param name="target">Takes the bytes.</param>
    /// <returns>The number of bytes written.</returns>
    /// <exception cref="InvalidDataException">The block is damaged or holds more than <paramref name="target"/> takes.</exception>
    public static int Decode(ReadOnlySpan<byte> source, Span<byte> target)
    {
        int read = 0;
        int written = 0;
        while (read < source.Length)
        {
            byte token = source[read++];
            int literals = ReadLength(source, ref read, token >> 4, target.Length - written);
            if (literals > source.Length - read)
            {
                throw Fault(read, "literals reach past the block's end");
            }

            source.Slice(read, literals).CopyTo(target[written..]);
            read += literals;
            written += literals;
            if (read == source.Length)
            {
                return written;
            }

            if (source.Length - read < sizeof(ushort))
            {
                throw Fault(read, "a copy's offset is cut short");
            }

            int offset = BinaryPrimitives.ReadUInt16LittleEndian(source[read..]);
            read += sizeof(ushort);
            if (offset == 0 || offset > written)
            {
                throw Fault(read, $"a copy's offset is {offset} where {written} bytes are decoded");
            }

            int length = ReadLength(source, ref read, token & 15, target.Length - written - LeastMatch) + LeastMatch;
            Copy(target.Slice(written - offset, offset + length), offset);
            written += length;
        }

        throw Fault(read, "it does not end with literals");
    }

    private static int WriteSequence(ReadOnlySpan<byte> literals, int offset, int length, Span<byte> target)
    {
        int written = 1;
        int copied = offset == 0 ? 0 : length - LeastMatch;
        target[0] = (byte)((Math.Min(literals.Length, 15) << 4) | Math.Min(copied, 15));
        written += WriteLength(literals.Length, target[written..]);
        literals.CopyTo(target[written..]);
        written += literals.Length;
        if (offset > 0)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(target[written..], (ushort)offset);
            written += sizeof(ushort);
            written += WriteLength(copied, target[written..]);
        }

        return written;
    }

    private static int WriteLength(int length, Span<byte> target)
    {
        if (length < 15)
        {
            return 0;
        }

        int whole = (length - 15) / 255;
        target[..whole].Fill(255);
        target[whole] = (byte)((length - 15) % 255);
        return whole + 1;
    }

    private static int ReadLength(ReadOnlySpan<byte> source, ref int read, int length, int most)
    {
        bool goesOn = length == 15;
        while (goesOn && length <= most)
        {
            if (read == source.Length)
            {
                throw Fault(read, "a length is cut short");
            }

            length += source[read];
            goesOn = source[read++] == 255;
        }

        return length <= most ? length : throw Fault(read, "it holds more bytes than it should");
    }

    private static void Copy(Span<byte> window, int offset)
    {
        // A copy may overlap what it makes: each round can copy all that is there, which doubles it.
        for (int done = offset; done < window.Length;)
        {
            int count = Math.Min(done, window.Length - done);
            window[..count].CopyTo(window[done..]);
            done += count;
        }
    }

    private static InvalidDataException Fault(int at, string what) => new($"LZ4 block, byte {at}: {what}.");
}
