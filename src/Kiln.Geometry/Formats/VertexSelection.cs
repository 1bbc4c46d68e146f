namespace Kiln.Geometry.Formats;

/// <summary>
/// Finds the vertices that a list of triangles uses. Serves many meshes that share one large vertex array: the work is in
/// proportion to the indices, not to the vertices, because the set needs no clearing (Briggs and Torczon's sparse set).
/// </summary>
internal sealed class VertexSelection
{
    private int[] _places = [];

    /// <summary>
    /// Drops unused vertices.
    /// </summary>
    /// <param name="indices">Vertex indices, each below <paramref name="vertexCount"/>.</param>
    /// <param name="vertexCount">Number of vertices.</param>
    /// <returns>The used vertices in the order of first use, with indices into that list; a null order when all are used.</returns>
    public (int[]? Order, int[] Indices) Compact(int[] indices, int vertexCount)
    {
        if (_places.Length < vertexCount)
        {
            _places = new int[vertexCount];
        }

        int[] places = _places;
        var order = new int[Math.Min(indices.Length, vertexCount)];
        int used = 0;
        foreach (int vertex in indices)
        {
            int place = places[vertex];
            if ((uint)place >= (uint)used || order[place] != vertex)
            {
                places[vertex] = used;
                order[used++] = vertex;
            }
        }

        if (used == vertexCount)
        {
            return (null, indices);
        }

        var renumbered = new int[indices.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            renumbered[i] = places[indices[i]];
        }

        return (order[..used], renumbered);
    }
}
