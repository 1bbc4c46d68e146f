namespace Kiln.Geometry.Formats;

/// <summary>Counts vertices and triangles against the limits while a model is read, before their memory is allocated.</summary>
internal sealed class MeshBudget(ModelReaderLimits limits)
{
    private long _vertices;
    private long _triangles;

    /// <summary>Takes note of a mesh.</summary>
    /// <exception cref="InvalidModelException">All meshes so far are over a limit.</exception>
    public void Add(long vertices, long triangles, string where)
    {
        _vertices += vertices;
        _triangles += triangles;
        if (_vertices > limits.MaxVertices)
        {
            throw new InvalidModelException($"The model has more than {limits.MaxVertices} vertices", where);
        }

        if (_triangles > limits.MaxTriangles)
        {
            throw new InvalidModelException($"The model has more than {limits.MaxTriangles} triangles", where);
        }
    }
}
