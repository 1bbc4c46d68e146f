using System.Numerics;
using System.Runtime.InteropServices;
using Kiln.Geometry.Meshes;

namespace Kiln.SimReady.Usd;

/// <summary>The distinct positions of a mesh whose vertices are split where normals or texture coordinates differ.</summary>
/// <param name="Points">Positions, each once, in order of first appearance.</param>
/// <param name="Indices">Three point indices per triangle.</param>
/// <param name="IsIdentity">No two vertices shared a position: points and vertices are the same.</param>
internal sealed record WeldedPoints(Vector3[] Points, int[] Indices, bool IsIdentity)
{
    /// <summary>Merges vertices whose positions are equal bit for bit.</summary>
    public static WeldedPoints Of(TriangleMesh mesh)
    {
        Dictionary<Vector3, int> seen = new(mesh.VertexCount);
        int[] pointOfVertex = new int[mesh.VertexCount];
        List<Vector3> points = new(mesh.VertexCount);
        for (int i = 0; i < mesh.VertexCount; i++)
        {
            ref int point = ref CollectionsMarshal.GetValueRefOrAddDefault(seen, mesh.Positions[i], out bool exists);
            if (!exists)
            {
                point = points.Count;
                points.Add(mesh.Positions[i]);
            }

            pointOfVertex[i] = point;
        }

        if (points.Count == mesh.VertexCount)
        {
            return new(mesh.Positions, mesh.Indices, IsIdentity: true);
        }

        int[] indices = new int[mesh.Indices.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            indices[i] = pointOfVertex[mesh.Indices[i]];
        }

        return new([.. points], indices, IsIdentity: false);
    }
}
