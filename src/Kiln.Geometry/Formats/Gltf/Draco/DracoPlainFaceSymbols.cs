namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>Symbols of one or three bits (Draco bitstream, "EdgeBreaker Traversal").</summary>
internal sealed class DracoPlainFaceSymbols(DracoBits bits) : DracoFaceSymbols
{
    /// <summary>Takes the symbols' section from the stream.</summary>
    public static DracoPlainFaceSymbols Read(DracoReader reader)
    {
        int start = reader.Section(reader.Variable());
        return new DracoPlainFaceSymbols(new DracoBits(reader, start, reader.Offset));
    }

    /// <inheritdoc/>
    public override DracoFaceSymbol Next() =>
        bits.Next(1) == 0 ? DracoFaceSymbol.Close : (DracoFaceSymbol)((bits.Next(2) << 1) | 1);
}
