namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>Decodes the seams of attributes, and cuts a surface along them (Draco bitstream, "Boundary Decoder").</summary>
internal static class DracoSeams
{
    /// <summary>Cuts a surface.</summary>
    /// <param name="reader">The stream, for its budget.</param>
    /// <param name="table">The surface, which stays whole.</param>
    /// <param name="seams">For each set of attributes, a bit for each edge between two faces.</param>
    public static DracoConnectivity Cut(DracoReader reader, DracoCornerTable table, DracoRansBits[] seams)
    {
        var cuts = new DracoCornerTable[seams.Length];
        for (int i = 0; i < cuts.Length; i++)
        {
            int[] opposite = reader.Budget.Take<int>(table.CornerCount);
            table.Opposite.CopyTo(opposite.AsSpan());
            bool[] onSeam = reader.Budget.Take<bool>(table.VertexCount);
            CutEdges(table, seams[i], opposite, onSeam);
            cuts[i] = new DracoCornerTable(opposite, reader.Budget.Take<int>(table.CornerCount), reader.Budget.Take<int>(table.CornerCount));
            NumberVertices(table, cuts[i], onSeam);
        }

        int[] points = reader.Budget.Take<int>(table.CornerCount);
        int count = 0;
        for (int vertex = 0; vertex < table.VertexCount; vertex++)
        {
            if (table.LeftMost[vertex] >= 0)
            {
                count = NumberPoints(table, cuts, FirstCorner(table, cuts, vertex), points, count);
            }
        }

        return new DracoConnectivity(count, points, table, cuts);
    }

    private static void CutEdges(DracoCornerTable table, DracoRansBits seams, int[] opposite, bool[] onSeam)
    {
        for (int corner = 0; corner < opposite.Length; corner++)
        {
            // An edge's bit comes with the first of its two faces.
            int across = table.Opposite[corner];
            if (across >= 0 && (across / 3 < corner / 3 || !seams.Next()))
            {
                continue;
            }

            opposite[corner] = -1;
            onSeam[table.VertexAfter(corner)] = true;
            onSeam[table.VertexBefore(corner)] = true;
            if (across >= 0)
            {
                opposite[across] = -1;
            }
        }
    }

    private static void NumberVertices(DracoCornerTable table, DracoCornerTable cut, bool[] onSeam)
    {
        for (int vertex = 0; vertex < table.VertexCount; vertex++)
        {
            int first = table.LeftMost[vertex];
            if (first < 0)
            {
                continue;
            }

            if (onSeam[vertex])
            {
                for (int left = cut.SwingLeft(first); left >= 0; left = cut.SwingLeft(first))
                {
                    first = left;
                }
            }

            int corner = first;
            do
            {
                if (corner == first || cut.SwingLeft(corner) < 0)
                {
                    cut.LeftMost[cut.VertexCount++] = corner;
                }

                cut.VertexOf[corner] = cut.VertexCount - 1;
                corner = table.SwingRight(corner);
            }
            while (corner >= 0 && corner != first);
        }
    }

    /// <summary>The corner at which the points of a vertex start: where an attribute changes, or the left-most.</summary>
    private static int FirstCorner(DracoCornerTable table, DracoCornerTable[] cuts, int vertex)
    {
        int first = table.LeftMost[vertex];
        if (table.IsOnBoundary(vertex))
        {
            return first;
        }

        foreach (DracoCornerTable cut in cuts)
        {
            for (int corner = table.SwingRight(first); corner != first; corner = table.SwingRight(corner))
            {
                if (cut.VertexOf[corner] != cut.VertexOf[first])
                {
                    return corner;
                }
            }
        }

        return first;
    }

    private static int NumberPoints(DracoCornerTable table, DracoCornerTable[] cuts, int first, int[] points, int count)
    {
        points[first] = count++;
        int previous = first;
        for (int corner = table.SwingRight(first); corner >= 0 && corner != first; corner = table.SwingRight(corner))
        {
            bool differs = false;
            foreach (DracoCornerTable cut in cuts)
            {
                differs |= cut.VertexOf[corner] != cut.VertexOf[previous];
            }

            points[corner] = differs ? count++ : points[previous];
            previous = corner;
        }

        return count;
    }
}
