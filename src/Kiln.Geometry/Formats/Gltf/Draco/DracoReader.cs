using System.Buffers.Binary;

namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>Reads a Draco stream, none of it beyond its end. All numbers are little-endian.</summary>
internal sealed class DracoReader(byte[] data, string where)
{
    /// <summary>Counts the memory that the stream asks for.</summary>
    public DracoBudget Budget { get; } = new(data.Length, where);

    /// <summary>The whole stream.</summary>
    public byte[] Data => data;

    /// <summary>Place of the next byte.</summary>
    public int Offset { get; private set; }

    /// <summary>Number of bytes after <see cref="Offset"/>.</summary>
    public int Remaining => data.Length - Offset;

    /// <summary>Takes a byte.</summary>
    public byte Byte() => data[Section(1)];

    /// <summary>Takes two bytes.</summary>
    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(data.AsSpan(Section(sizeof(ushort))));

    /// <summary>Takes four bytes.</summary>
    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(Section(sizeof(uint))));

    /// <summary>Takes four bytes as a signed number.</summary>
    public int Int32() => (int)UInt32();

    /// <summary>Takes four bytes as a finite number.</summary>
    public float Single()
    {
        float value = BinaryPrimitives.ReadSingleLittleEndian(data.AsSpan(Section(sizeof(float))));
        return float.IsFinite(value) ? value : throw Damaged("a number is not finite");
    }

    /// <summary>Takes a number of seven bits a byte, lowest first.</summary>
    public ulong Variable()
    {
        ulong value = 0;
        for (int shift = 0; shift < 63; shift += 7)
        {
            byte next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Damaged("a number is too long");
    }

    /// <summary>Takes a number of seven bits a byte that counts something.</summary>
    /// <param name="what">What it counts, for the message.</param>
    /// <param name="most">The most that makes sense.</param>
    public int Count(string what, long most)
    {
        ulong count = Variable();
        return count <= (ulong)Math.Min(most, int.MaxValue)
            ? (int)count
            : throw Damaged($"{count} {what}, where at most {Math.Max(0, most)} can be");
    }

    /// <summary>Goes past some bytes and returns where they start.</summary>
    public int Section(ulong length)
    {
        if (length > (ulong)Remaining)
        {
            throw Damaged($"{length} bytes are needed, {Remaining} are left");
        }

        int start = Offset;
        Offset += (int)length;
        return start;
    }

    /// <summary>The exception for a stream that does not follow the format.</summary>
    public InvalidModelException Damaged(string fault) =>
        new($"The Draco-compressed data is damaged: {fault}, near byte {Offset}", where);

    /// <summary>The exception for a stream that uses what the format of today does not have.</summary>
    public InvalidModelException Unsupported(string feature) =>
        new($"The Draco-compressed data uses {feature}, which cannot be read; compress the model anew with a current encoder", where);
}
