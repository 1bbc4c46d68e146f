namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>
/// Decodes triangles that are told by how each is attached to those before it (Draco bitstream, "EdgeBreaker Decoder"; the method is
/// Rossignac's Edgebreaker, decoded in reverse).
/// </summary>
internal static class DracoEdgebreaker
{
    private const int Plain = 0;
    private const int Valence = 2;

    /// <summary>Decodes the triangles.</summary>
    public static DracoConnectivity Decode(DracoReader reader)
    {
        int traversal = reader.Byte();
        int vertices = reader.Count("vertices", int.MaxValue);
        int faces = reader.Count("faces", int.MaxValue / 3);
        int seamSets = reader.Byte();
        int symbols = reader.Count("symbols of faces", faces);
        int splits = reader.Count("splits", symbols);

        // Only a patch that starts inside of the surface has a face without a symbol, and it takes three others at least.
        if (vertices > 3L * faces || faces - symbols > symbols / 3)
        {
            throw reader.Damaged($"{vertices} vertices and {faces} faces by {symbols} symbols");
        }

        var table = new DracoCornerTable(
            reader.Budget.Take<int>(3L * faces), reader.Budget.Take<int>(3L * faces), reader.Budget.Take<int>((long)vertices + splits));
        var events = new DracoSplitEvents(reader, symbols);
        (DracoFaceSymbols source, DracoRansBits starts, DracoRansBits[] seams) = ReadTraversal(reader, traversal, table, seamSets);
        var surface = new DracoSurface(reader, table, source, events, keepsEmptyVertices: seamSets > 0);
        surface.Build(symbols, starts);
        if (!table.IsSound())
        {
            throw reader.Damaged("its faces do not fit together");
        }

        return seamSets == 0
            ? new DracoConnectivity(table.VertexCount, table.VertexOf, table, [])
            : DracoSeams.Cut(reader, table, seams);
    }

    private static (DracoFaceSymbols Symbols, DracoRansBits Starts, DracoRansBits[] Seams) ReadTraversal(
        DracoReader reader, int traversal, DracoCornerTable table, int seamSets)
    {
        DracoPlainFaceSymbols? plain = traversal switch
        {
            Plain => DracoPlainFaceSymbols.Read(reader),
            Valence => null,
            _ => throw reader.Unsupported("a predictive traversal"),
        };
        var starts = new DracoRansBits(reader);
        var seams = new DracoRansBits[seamSets];
        for (int i = 0; i < seamSets; i++)
        {
            seams[i] = new DracoRansBits(reader);
        }

        return (plain as DracoFaceSymbols ?? new DracoValenceFaceSymbols(reader, table.CornerCount / 3, table.LeftMost.Length), starts, seams);
    }
}
