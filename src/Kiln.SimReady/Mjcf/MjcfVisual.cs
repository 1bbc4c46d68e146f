using System.Numerics;
using Kiln.Geometry.Meshes;
using Kiln.SimReady.Assets;
using Kiln.SimReady.Textures;

namespace Kiln.SimReady.Mjcf;

/// <summary>
/// The visible triangles of one material, over all parts: MuJoCo draws by geoms, and one for each material is what a viewer
/// needs. Attribute arrays are present when every mesh of the material has them.
/// </summary>
internal sealed class MjcfVisual
{
    private MjcfVisual(int material, TriangleMesh[] meshes, TextureCoordinates? coordinates)
    {
        Material = material;
        Positions = Join(meshes, static mesh => AssetFrame.FromGltf(mesh.Positions))!;
        Normals = Join(meshes, static mesh => mesh.Normals is null ? null : AssetFrame.FromGltf(mesh.Normals)) ?? [];
        MeanColor = Mean(meshes);
        Coordinates = coordinates is { } set ? Join(meshes, set.At) ?? [] : [];
        Triangles = new int[meshes.Sum(mesh => mesh.Indices.Length)];
        int at = 0;
        int first = 0;
        foreach (TriangleMesh mesh in meshes)
        {
            foreach (int index in mesh.Indices)
            {
                Triangles[at++] = index + first;
            }

            first += mesh.VertexCount;
        }
    }

    /// <summary>Index of the material; −1 is the default one.</summary>
    public int Material { get; }

    /// <summary>Positions, Z up, metres.</summary>
    public Vector3[] Positions { get; }

    /// <summary>Unit normals, or empty.</summary>
    public Vector3[] Normals { get; }

    /// <summary>The vertex colours' mean, weighted by area, for MuJoCo knows none: linear, with alpha; white without any.</summary>
    public Vector4 MeanColor { get; }

    /// <summary>Coordinates of the base colour texture with the origin at the lower left, or empty.</summary>
    public Vector2[] Coordinates { get; }

    /// <summary>Three indices per triangle.</summary>
    public int[] Triangles { get; }

    /// <summary>The visible meshes of an asset in the order of their materials.</summary>
    public static IEnumerable<MjcfVisual> AllOf(Asset asset) => asset.Meshes
        .GroupBy(mesh => mesh.Triangles.Material)
        .OrderBy(group => group.Key)
        .Select(group => new MjcfVisual(
            group.Key,
            [.. group.Select(mesh => mesh.Triangles)],
            asset.Material(group.Key).BaseColorTexture is { } texture ? TextureCoordinates.Of(texture) : null));

    private static Vector4 Mean(TriangleMesh[] meshes)
    {
        (double R, double G, double B, double A) sum = default;
        double total = 0;
        foreach (TriangleMesh mesh in meshes.Where(mesh => mesh.Colors is not null))
        {
            for (int i = 0; i < mesh.Indices.Length; i += 3)
            {
                (int a, int b, int c) = (mesh.Indices[i], mesh.Indices[i + 1], mesh.Indices[i + 2]);
                float area = Vector3.Cross(mesh.Positions[b] - mesh.Positions[a], mesh.Positions[c] - mesh.Positions[a]).Length();
                Vector4 color = (mesh.Colors![a] + mesh.Colors[b] + mesh.Colors[c]) / 3 * area;
                sum = (sum.R + color.X, sum.G + color.Y, sum.B + color.Z, sum.A + color.W);
                total += area;
            }
        }

        return total > 0 ? new((float)(sum.R / total), (float)(sum.G / total), (float)(sum.B / total), (float)(sum.A / total)) : Vector4.One;
    }

    private static T[]? Join<T>(TriangleMesh[] meshes, Func<TriangleMesh, T[]?> select)
    {
        List<T[]> arrays = [];
        foreach (TriangleMesh mesh in meshes)
        {
            if (select(mesh) is not { } array)
            {
                return null;
            }

            arrays.Add(array);
        }

        return arrays.Count == 1 ? arrays[0] : [.. arrays.SelectMany(array => array)];
    }
}
