using System.Numerics;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Optimization;

namespace Kiln.Geometry.Cleaning;

/// <summary>
/// Tangents for normal maps by the rules of MikkTSpace (M. Mikkelsen, "Simulation of Wrinkled Surfaces Revisited", 2008), which glTF names:
/// per corner, projected into the plane of the vertex normal, weighted by angle, over the triangles that share the vertex and lie
/// the same way round in the texture. Make them last: a vertex between upright halves is doubled.
/// </summary>
public static class TangentGenerator
{
    /// <summary>A copy with tangents; the mesh itself when it has no normals or no texture coordinates.</summary>
    /// <param name="mesh">A clean mesh: equal vertices are shared.</param>
    /// <param name="texCoordSet">The set of texture coordinates of the normal map, 0 or 1.</param>
    public static TriangleMesh Generate(TriangleMesh mesh, int texCoordSet = 0)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        Vector2[]? texCoords = texCoordSet == 0 ? mesh.TexCoords0 : mesh.TexCoords1;
        if (mesh.Normals is null || texCoords is null || mesh.Indices.Length == 0)
        {
            return mesh;
        }

        int[] indices = mesh.Indices;
        bool[] upright = new bool[mesh.TriangleCount];
        var along = new Vector3d[mesh.TriangleCount];
        for (int t = 0; t < along.Length; t++)
        {
            (along[t], upright[t]) = FaceTangent(mesh, texCoords, t);
        }

        int[] group = Groups(mesh, upright);
        var sums = new Vector3d[indices.Length];
        for (int h = 0; h < indices.Length; h++)
        {
            sums[group[h]] += CornerTangent(mesh, along[h / 3], h);
        }

        return Build(mesh, group, sums, upright);
    }

    // The direction in which U grows, and whether the image is seen from its front; zero where the triangle has no area in the texture.
    private static (Vector3d Along, bool Upright) FaceTangent(TriangleMesh mesh, Vector2[] texCoords, int t)
    {
        (int a, int b, int c) = (mesh.Indices[t * 3], mesh.Indices[(t * 3) + 1], mesh.Indices[(t * 3) + 2]);
        Vector3d side1 = (Vector3d)mesh.Positions[b] - mesh.Positions[a];
        Vector3d side2 = (Vector3d)mesh.Positions[c] - mesh.Positions[a];
        Vector2 uv1 = texCoords[b] - texCoords[a];
        Vector2 uv2 = texCoords[c] - texCoords[a];
        double area = ((double)uv1.X * uv2.Y) - ((double)uv1.Y * uv2.X);
        if (area == 0 || !double.IsFinite(area))
        {
            return (Vector3d.Zero, true);
        }

        Vector3d direction = ((side1 * uv2.Y) - (side2 * uv1.Y)) * Math.Sign(area);
        return (direction.Normalized(), area < 0);
    }

    // Corners at one vertex whose triangles are joined by edges and lie the same way round.
    private static int[] Groups(TriangleMesh mesh, bool[] upright)
    {
        EdgeTable edges = EdgeTable.Build(mesh.Indices, mesh.VertexCount);
        var sets = new DisjointSets(mesh.Indices.Length);
        for (int edge = 0; edge < edges.Count; edge++)
        {
            ReadOnlySpan<int> around = edges.Of(edge);
            for (int i = 1; i < around.Length; i++)
            {
                (int g, int h) = (around[0], around[i]);
                if (upright[g / 3] == upright[h / 3])
                {
                    bool opposite = mesh.Indices[g] != mesh.Indices[h];
                    sets.Union(g, opposite ? EdgeTable.Next(h) : h);
                    sets.Union(EdgeTable.Next(g), opposite ? h : EdgeTable.Next(h));
                }
            }
        }

        int[] group = new int[mesh.Indices.Length];
        for (int h = 0; h < group.Length; h++)
        {
            group[h] = sets.Find(h);
        }

        return group;
    }

    private static Vector3d CornerTangent(TriangleMesh mesh, Vector3d along, int h)
    {
        Vector3d normal = mesh.Normals![mesh.Indices[h]];
        Vector3d at = mesh.Positions[mesh.Indices[h]];
        Vector3d before = InPlane((Vector3d)mesh.Positions[mesh.Indices[EdgeTable.Previous(h)]] - at, normal);
        Vector3d after = InPlane((Vector3d)mesh.Positions[mesh.Indices[EdgeTable.Next(h)]] - at, normal);
        double angle = Math.Acos(Math.Clamp(Vector3d.Dot(before, after), -1, 1));
        return InPlane(along, normal) * angle;
    }

    private static Vector3d InPlane(Vector3d v, Vector3d normal) => (v - (normal * Vector3d.Dot(normal, v))).Normalized();

    private static TriangleMesh Build(TriangleMesh mesh, int[] group, Vector3d[] sums, bool[] upright)
    {
        int[] newVertex = new int[group.Length];
        int[] indices = new int[group.Length];
        var sources = new List<int>(mesh.VertexCount);
        var tangents = new List<Vector4>(mesh.VertexCount);
        var firstOf = new Dictionary<(int Vertex, Vector4 Tangent), int>(mesh.VertexCount);
        for (int h = 0; h < group.Length; h++)
        {
            int root = group[h];
            if (root == h)
            {
                int vertex = mesh.Indices[h];
                Vector4 tangent = Tangent(mesh.Normals![vertex], sums[h], upright[h / 3]);
                if (!firstOf.TryGetValue((vertex, tangent), out newVertex[h]))
                {
                    newVertex[h] = sources.Count;
                    firstOf.Add((vertex, tangent), newVertex[h]);
                    sources.Add(vertex);
                    tangents.Add(tangent);
                }
            }

            indices[h] = newVertex[root];
        }

        return MeshGather.Pick(mesh with { Tangents = null }, [.. sources], indices) with { Tangents = [.. tangents] };
    }

    // V grows downwards in glTF while the bitangent points up in the image, so an image seen from its front has a negative area.
    private static Vector4 Tangent(Vector3d normal, Vector3d sum, bool upright)
    {
        Vector3d tangent = InPlane(sum, normal);
        if (tangent.LengthSquared < 0.5)
        {
            Vector3d other = Math.Abs(normal.X) < 0.6 ? new(1, 0, 0) : new(0, 1, 0);
            tangent = InPlane(other, normal);
        }

        return new((Vector3)tangent, upright ? 1 : -1);
    }
}
