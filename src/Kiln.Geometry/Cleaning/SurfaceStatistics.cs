using Kiln.Geometry.Mass;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Cleaning;

/// <summary>Counts and measures of a surface whose triangles share vertices where they are connected.</summary>
public sealed record SurfaceStatistics
{
    /// <summary>Vertices that a triangle uses.</summary>
    public required int Vertices { get; init; }

    /// <summary>Triangles.</summary>
    public required int Triangles { get; init; }

    /// <summary>Pieces that are connected by edges.</summary>
    public required int Components { get; init; }

    /// <summary>Edges of one triangle.</summary>
    public required int BoundaryEdges { get; init; }

    /// <summary>Edges of three or more triangles.</summary>
    public required int NonManifoldEdges { get; init; }

    /// <summary>Edges whose two triangles are wound against each other.</summary>
    public required int InconsistentEdges { get; init; }

    /// <summary>Total area, in squared units of the mesh.</summary>
    public required double Area { get; init; }

    /// <summary>Signed enclosed volume, cavities subtracted; without meaning unless <see cref="IsWatertight"/>.</summary>
    public required double Volume { get; init; }

    /// <summary>Box around the vertices that a triangle uses.</summary>
    public required Bounds3d Bounds { get; init; }

    /// <summary>No border, no edge of more than two triangles, consistent winding and positive volume: exact mass can be had.</summary>
    public bool IsWatertight =>
        Triangles > 0 && BoundaryEdges == 0 && NonManifoldEdges == 0 && InconsistentEdges == 0 && Volume > 0;

    /// <summary>Measures a surface as it stands; nothing is welded first.</summary>
    public static SurfaceStatistics Of(SurfaceMesh mesh)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        EdgeTable edges = EdgeTable.Build(mesh.Triangles, mesh.Vertices.Length);
        var pieces = new DisjointSets(mesh.TriangleCount);
        int boundary = 0;
        int nonManifold = 0;
        int inconsistent = 0;
        for (int edge = 0; edge < edges.Count; edge++)
        {
            ReadOnlySpan<int> around = edges.Of(edge);
            boundary += around.Length == 1 ? 1 : 0;
            nonManifold += around.Length > 2 ? 1 : 0;
            inconsistent += around.Length == 2 && mesh.Triangles[around[0]] == mesh.Triangles[around[1]] ? 1 : 0;
            for (int i = 1; i < around.Length; i++)
            {
                pieces.Union(around[0] / 3, around[i] / 3);
            }
        }

        pieces.Numbered(out int components);
        bool[] used = new bool[mesh.Vertices.Length];
        Bounds3d bounds = Bounds3d.Empty;
        int vertices = 0;
        foreach (int vertex in mesh.Triangles)
        {
            if (!used[vertex])
            {
                used[vertex] = true;
                vertices++;
                bounds = bounds.Including(mesh.Vertices[vertex]);
            }
        }

        return new()
        {
            Vertices = vertices,
            Triangles = mesh.TriangleCount,
            Components = components,
            BoundaryEdges = boundary,
            NonManifoldEdges = nonManifold,
            InconsistentEdges = inconsistent,
            Area = mesh.Triangles.Length > 0 ? ShellMass.Area(mesh) : 0,
            Volume = mesh.Triangles.Length > 0 ? ExactMass.SignedVolume(mesh) : 0,
            Bounds = bounds,
        };
    }
}
