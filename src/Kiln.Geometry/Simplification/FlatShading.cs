using System.Numerics;
using System.Runtime.InteropServices;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Optimization;

namespace Kiln.Geometry.Simplification;

/// <summary>
/// Flat shading: every triangle has one normal, that of its own plane or of the polygon it was part of. Such normals say nothing that the
/// shape does not, but double the vertices along every edge: as seams they would hold all of them in place. They are left out while a mesh is
/// simplified, and made anew for the triangles that are left.
/// </summary>
internal static class FlatShading
{
    // A polygon of a file need not be quite flat: its triangles then have a normal between theirs.
    private const double LeastCosine = 0.9;

    // So many flat faces excuse one triangle that is none, as repairs leave some. A rounded box has few faces and many others: it is smooth.
    private const int FacesPerStray = 100;

    // Normals of triangles in one plane differ by rounding only.
    private const float StepsPerUnit = 4096;

    /// <summary>Whether a mesh is shaded flat, and not all in one plane.</summary>
    public static bool IsFlat(TriangleMesh mesh)
    {
        if (mesh.Normals is not { } normals)
        {
            return false;
        }

        int strays = 0;
        var faces = new HashSet<Vector3>();
        for (int h = 0; h + 2 < mesh.Indices.Length; h += 3)
        {
            Vector3 normal = normals[mesh.Indices[h]];
            Vector3d area = Area(mesh, h);
            if (!area.IsFinite)
            {
                return false;
            }

            if (normal == normals[mesh.Indices[h + 1]] && normal == normals[mesh.Indices[h + 2]] &&
                Vector3d.Dot(normal, area) >= LeastCosine * area.Length)
            {
                faces.Add(normal);
            }
            else if (++strays > mesh.TriangleCount / FacesPerStray)
            {
                return false;
            }
        }

        return faces.Count > 1 && strays <= faces.Count / FacesPerStray;
    }

    /// <summary>The mesh without its normals; vertices that differed by nothing else are one.</summary>
    public static TriangleMesh WithoutNormals(TriangleMesh mesh) => Renumbered(
        mesh with { Normals = null, Tangents = null },
        corner =>
        {
            int v = mesh.Indices[corner];
            return (mesh.Positions[v], mesh.TexCoords0?[v], mesh.TexCoords1?[v], mesh.Colors?[v]);
        },
        out _);

    /// <summary>The mesh with the normals of its triangles' planes; vertices are doubled where these differ.</summary>
    public static TriangleMesh WithNormals(TriangleMesh mesh)
    {
        var faces = new Vector3[mesh.TriangleCount];
        for (int t = 0; t < faces.Length; t++)
        {
            // What has no area may show any normal, but must show one.
            var face = (Vector3)Area(mesh, t * 3).Normalized();
            faces[t] = face == Vector3.Zero ? Vector3.UnitZ : face;
        }

        TriangleMesh doubled = Renumbered(
            mesh,
            corner =>
            {
                Vector3 steps = faces[corner / 3] * StepsPerUnit;
                return (mesh.Indices[corner], MathF.Round(steps.X), MathF.Round(steps.Y), MathF.Round(steps.Z));
            },
            out int[] firstCorners);
        return doubled with { Normals = Array.ConvertAll(firstCorners, corner => faces[corner / 3]) };
    }

    // Corners of one key share a vertex, that of the first of them.
    private static TriangleMesh Renumbered<TKey>(TriangleMesh mesh, Func<int, TKey> key, out int[] firstCorners)
        where TKey : notnull
    {
        var numbers = new Dictionary<TKey, int>(mesh.VertexCount);
        var first = new List<int>(mesh.VertexCount);
        int[] indices = new int[mesh.Indices.Length];
        for (int corner = 0; corner < indices.Length; corner++)
        {
            ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, key(corner), out bool isKnown);
            if (!isKnown)
            {
                number = first.Count;
                first.Add(corner);
            }

            indices[corner] = number;
        }

        firstCorners = [.. first];
        return MeshGather.Pick(mesh, Array.ConvertAll(firstCorners, corner => mesh.Indices[corner]), indices);
    }

    // Twice the triangle's area along its normal.
    private static Vector3d Area(TriangleMesh mesh, int h)
    {
        Vector3d a = mesh.Positions[mesh.Indices[h]];
        return Vector3d.Cross(mesh.Positions[mesh.Indices[h + 1]] - a, mesh.Positions[mesh.Indices[h + 2]] - a);
    }
}
