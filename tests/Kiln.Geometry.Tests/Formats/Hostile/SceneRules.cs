using System.Numerics;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Tests.Formats.Hostile;

/// <summary>What every scene that a reader hands out must hold to.</summary>
internal static class SceneRules
{
    public static void AssertSound(Scene scene)
    {
        for (int i = 0; i < scene.Nodes.Count; i++)
        {
            Assert.InRange(scene.Nodes[i].Parent, -1, i - 1);
            Assert.InRange(scene.Nodes[i].Mesh, -1, scene.Meshes.Count - 1);
            Assert.True(scene.Nodes[i].Transform.IsFinite);
        }

        foreach (TriangleMesh mesh in scene.Meshes.SelectMany(mesh => mesh.Primitives))
        {
            Assert.Equal(0, mesh.Indices.Length % 3);
            Assert.All(mesh.Indices, index => Assert.InRange(index, 0, mesh.VertexCount - 1));
            Assert.All(mesh.Positions, position => Assert.True(((Vector3d)position).IsFinite));
            Assert.InRange(mesh.Material, -1, scene.Materials.Count - 1);
            foreach (int? length in new[] { mesh.Normals?.Length, mesh.Tangents?.Length, mesh.TexCoords0?.Length, mesh.TexCoords1?.Length, mesh.Colors?.Length })
            {
                Assert.True(length is null || length == mesh.VertexCount);
            }
        }

        foreach (Material material in scene.Materials)
        {
            foreach (TextureReference texture in material.Textures)
            {
                Assert.True((uint)texture.Image < (uint)scene.Images.Count);
                Assert.InRange(texture.TexCoord, 0, 1);
            }

            Assert.True(Vector4.Clamp(material.BaseColor, Vector4.Zero, Vector4.One) == material.BaseColor);
        }
    }
}
