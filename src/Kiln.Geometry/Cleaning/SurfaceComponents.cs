using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Cleaning;

/// <summary>The pieces of a surface that are connected by shared edges.</summary>
/// <param name="OfTriangle">Piece of each triangle; pieces are numbered by their lowest triangle.</param>
/// <param name="Count">Number of pieces.</param>
/// <param name="IsClosed">For each piece whether every edge has exactly two triangles.</param>
public sealed record SurfaceComponents(int[] OfTriangle, int Count, bool[] IsClosed)
{
    /// <summary>Finds the pieces. Vertices must be shared where triangles are connected.</summary>
    public static SurfaceComponents Find(SurfaceMesh mesh)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        EdgeTable edges = EdgeTable.Build(mesh.Triangles, mesh.Vertices.Length);
        var pieces = new DisjointSets(mesh.TriangleCount);
        for (int edge = 0; edge < edges.Count; edge++)
        {
            ReadOnlySpan<int> around = edges.Of(edge);
            for (int i = 1; i < around.Length; i++)
            {
                pieces.Union(around[0] / 3, around[i] / 3);
            }
        }

        int[] ofTriangle = pieces.Numbered(out int count);
        bool[] closed = new bool[count];
        Array.Fill(closed, true);
        for (int edge = 0; edge < edges.Count; edge++)
        {
            ReadOnlySpan<int> around = edges.Of(edge);
            closed[ofTriangle[around[0] / 3]] &= around.Length == 2;
        }

        return new(ofTriangle, count, closed);
    }

    /// <summary>Each piece as a mesh of its own, with the vertices it uses in their old order.</summary>
    public static SurfaceMesh[] Split(SurfaceMesh mesh)
    {
        SurfaceComponents components = Find(mesh);
        return Split(mesh, components.OfTriangle, components.Count);
    }

    /// <summary>Splits by any numbering of triangles, such as the mesh each belongs to.</summary>
    /// <param name="mesh">The surface.</param>
    /// <param name="partOfTriangle">A number from 0 to <paramref name="parts"/> − 1 for each triangle.</param>
    /// <param name="parts">Number of parts; one without triangles gives an empty mesh.</param>
    public static SurfaceMesh[] Split(SurfaceMesh mesh, IReadOnlyList<int> partOfTriangle, int parts)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        ArgumentNullException.ThrowIfNull(partOfTriangle);
        (int[] start, int[] triangles) = OutwardOrientation.TrianglesByPiece([.. partOfTriangle], parts);
        int[] newIndex = new int[mesh.Vertices.Length];
        Array.Fill(newIndex, -1);
        var result = new SurfaceMesh[parts];
        for (int part = 0; part < parts; part++)
        {
            ReadOnlySpan<int> members = triangles.AsSpan(start[part], start[part + 1] - start[part]);
            int[] corners = new int[members.Length * 3];
            for (int i = 0; i < members.Length; i++)
            {
                mesh.Triangles.AsSpan(members[i] * 3, 3).CopyTo(corners.AsSpan(i * 3));
            }

            int[] used = corners[..];
            Array.Sort(used);
            var vertices = new List<Vector3d>(used.Length / 4);
            foreach (int vertex in used)
            {
                if (newIndex[vertex] < 0)
                {
                    newIndex[vertex] = vertices.Count;
                    vertices.Add(mesh.Vertices[vertex]);
                }
            }

            for (int i = 0; i < corners.Length; i++)
            {
                corners[i] = newIndex[corners[i]];
            }

            foreach (int vertex in used)
            {
                newIndex[vertex] = -1;
            }

            result[part] = new([.. vertices], corners);
        }

        return result;
    }
}
