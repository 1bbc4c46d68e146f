using System.Numerics;
using System.Runtime.InteropServices;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;

namespace Kiln.SimReady.Assets;

/// <summary>A part of the clean model as one bare surface, in the asset's frame: metres, Z up.</summary>
/// <param name="Name">Name of its node.</param>
/// <param name="Surface">All triangles of the part; vertices at equal positions are one.</param>
/// <param name="Primitives">The part's triangles by material, in the clean GLB's frame.</param>
internal sealed record PartSurface(string Name, SurfaceMesh Surface, IReadOnlyList<TriangleMesh> Primitives)
{
    /// <summary>The parts of a clean scene, in the order of its nodes.</summary>
    public static IReadOnlyList<PartSurface> AllOf(Scene scene) =>
    [
        .. scene.Nodes
            .Where(node => node.Mesh >= 0)
            .Select(node => (node.Name, scene.Meshes[node.Mesh].Primitives))
            .Select(part => new PartSurface(part.Name, Join(part.Primitives), part.Primitives)),
    ];

    /// <summary>One surface of several meshes in one frame; vertices at equal positions are one.</summary>
    public static SurfaceMesh Join(IEnumerable<TriangleMesh> meshes)
    {
        Dictionary<Vector3, int> seen = [];
        List<Vector3d> vertices = [];
        List<int> triangles = [];
        foreach (TriangleMesh mesh in meshes)
        {
            int[] map = new int[mesh.VertexCount];
            for (int i = 0; i < map.Length; i++)
            {
                ref int vertex = ref CollectionsMarshal.GetValueRefOrAddDefault(seen, mesh.Positions[i], out bool exists);
                if (!exists)
                {
                    vertex = vertices.Count;
                    vertices.Add(AssetFrame.FromGltf(mesh.Positions[i]));
                }

                map[i] = vertex;
            }

            foreach (int index in mesh.Indices)
            {
                triangles.Add(map[index]);
            }
        }

        return new([.. vertices], [.. triangles]);
    }
}
