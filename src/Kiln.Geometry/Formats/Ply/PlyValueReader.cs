using System.Buffers.Binary;
using Kiln.Geometry.Formats.Text;

namespace Kiln.Geometry.Formats.Ply;

/// <summary>Reads values one after another, whatever the encoding. Every type fits a double exactly.</summary>
internal ref struct PlyValueReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly PlyEncoding _encoding;
    private TextCursor _text;
    private int _at;

    /// <summary>Starts after the header.</summary>
    public PlyValueReader(ReadOnlySpan<byte> file, PlyHeader header)
    {
        _encoding = header.Encoding;
        _bytes = file[header.Length..];
        _text = new TextCursor(_bytes);
    }

    /// <summary>Bytes that are left.</summary>
    public readonly int Remaining => _bytes.Length - (_encoding == PlyEncoding.Text ? _text.Position : _at);

    /// <summary>Where the reader is, for messages; counted from the end of the header.</summary>
    public string Place => _encoding == PlyEncoding.Text ? $"line {_text.Line} after the header" : $"byte {_at} after the header";

    /// <summary>Takes a value.</summary>
    public double Read(PlyType type)
    {
        if (_encoding == PlyEncoding.Text)
        {
            return _text.SkipToWord() && _text.TryNumber(out double number)
                ? number
                : throw new InvalidModelException("A number is missing or malformed", Place);
        }

        int size = PlyProperty.SizeOf(type);
        if (size > Remaining)
        {
            throw new InvalidModelException("The file ends inside its values", Place);
        }

        ReadOnlySpan<byte> bytes = _bytes.Slice(_at, size);
        _at += size;
        return _encoding == PlyEncoding.LittleEndian ? LittleEndian(bytes, type) : BigEndian(bytes, type);
    }

    /// <summary>Takes the count before a list.</summary>
    public int ReadCount(PlyProperty list)
    {
        double count = Read(list.CountType!.Value);
        long least = _encoding == PlyEncoding.Text ? 2 : PlyProperty.SizeOf(list.Type);
        return count >= 0 && count == Math.Floor(count) && count * least <= Remaining + 1
            ? (int)count
            : throw new InvalidModelException($"A list of {count} values does not fit the file", Place);
    }

    /// <summary>Passes over a property.</summary>
    public void Skip(PlyProperty property)
    {
        int count = property.CountType is null ? 1 : ReadCount(property);
        for (int i = 0; i < count; i++)
        {
            _ = Read(property.Type);
        }
    }

    private static double LittleEndian(ReadOnlySpan<byte> bytes, PlyType type) => type switch
    {
        PlyType.Int8 => (sbyte)bytes[0],
        PlyType.UInt8 => bytes[0],
        PlyType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        PlyType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        PlyType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        PlyType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        PlyType.Single => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        _ => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
    };

    private static double BigEndian(ReadOnlySpan<byte> bytes, PlyType type) => type switch
    {
        PlyType.Int8 => (sbyte)bytes[0],
        PlyType.UInt8 => bytes[0],
        PlyType.Int16 => BinaryPrimitives.ReadInt16BigEndian(bytes),
        PlyType.UInt16 => BinaryPrimitives.ReadUInt16BigEndian(bytes),
        PlyType.Int32 => BinaryPrimitives.ReadInt32BigEndian(bytes),
        PlyType.UInt32 => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        PlyType.Single => BinaryPrimitives.ReadSingleBigEndian(bytes),
        _ => BinaryPrimitives.ReadDoubleBigEndian(bytes),
    };
}
