using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Shapes;

/// <summary>Gathers vertices and faces of a shape under construction.</summary>
internal sealed class SurfaceBuilder
{
    private readonly List<Vector3d> _vertices = [];
    private readonly List<int> _triangles = [];

    /// <summary>Adds a vertex and returns its index.</summary>
    public int Vertex(double x, double y, double z) => Vertex(new Vector3d(x, y, z));

    /// <summary>Adds a vertex and returns its index.</summary>
    public int Vertex(Vector3d position)
    {
        _vertices.Add(position);
        return _vertices.Count - 1;
    }

    /// <summary>The position of a vertex added before.</summary>
    public Vector3d this[int vertex] => _vertices[vertex];

    /// <summary>Adds a counter-clockwise triangle, unless two of its corners are the same vertex.</summary>
    public void Triangle(int a, int b, int c)
    {
        if (a != b && b != c && c != a)
        {
            _triangles.Add(a);
            _triangles.Add(b);
            _triangles.Add(c);
        }
    }

    /// <summary>Adds a counter-clockwise quad as two triangles; a repeated corner makes it one triangle.</summary>
    public void Quad(int a, int b, int c, int d)
    {
        Triangle(a, b, c);
        Triangle(a, c, d);
    }

    /// <summary>Joins two closed loops of the same length by quads; the outside is to the right of the way from one to the other.</summary>
    public void Bridge(ReadOnlySpan<int> from, ReadOnlySpan<int> to)
    {
        for (int i = 0; i < from.Length; i++)
        {
            int next = (i + 1) % from.Length;
            Quad(from[i], from[next], to[next], to[i]);
        }
    }

    /// <summary>Closes a counter-clockwise loop by triangles to a new vertex at the given place.</summary>
    public void Fan(ReadOnlySpan<int> loop, Vector3d apex)
    {
        int center = Vertex(apex);
        for (int i = 0; i < loop.Length; i++)
        {
            Triangle(loop[i], loop[(i + 1) % loop.Length], center);
        }
    }

    /// <summary>The finished surface.</summary>
    public SurfaceMesh Build() => new([.. _vertices], [.. _triangles]);
}
