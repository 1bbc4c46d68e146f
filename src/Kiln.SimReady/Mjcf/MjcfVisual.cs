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
