using Kiln.Geometry.Formats;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Tests.Formats.Gltf;

/// <summary>
/// Tori that glTF-Transform compressed with the reference encoders: radii 2 and 0.5 about +Y. Every vertex must lie on the torus,
/// every normal point away from its ring, and the triangles cover it once.
/// </summary>
public sealed class CompressedGltfTests
{
    private const int Rounds = 1500;

    [Theory]
    [InlineData("torus-meshopt-quantized.glb", 576)]
    [InlineData("torus-meshopt-filtered.glb", 576)]
    public void A_compressed_torus_is_that_torus(string file, int triangles)
    {
        Scene scene = ModelReader.Read(new ModelSource(file, Sample(file)));
        Node node = Assert.Single(scene.Nodes, node => node.Mesh >= 0);
        TriangleMesh mesh = Assert.Single(scene.Meshes[node.Mesh].Primitives);
        Assert.Equal(triangles, mesh.TriangleCount);
        for (int i = 0; i < mesh.VertexCount; i++)
        {
            Vector3d p = node.Transform.Point(mesh.Positions[i]);
            var ring = new Vector3d(p.X, 0, p.Z).Normalized() * 2;
            Assert.InRange((p - ring).Length, 0.499, 0.501);
            Assert.InRange(Vector3d.Dot((p - ring).Normalized(), mesh.Normals![i]), 0.98, 1.001);
            Assert.InRange(mesh.TexCoords0![i].X, -0.001, 1.001);
            Assert.InRange(mesh.TexCoords0[i].Y, -0.001, 1.001);
        }

        Assert.InRange(Math.Abs(Volume(mesh, node.Transform)), 8.8, 2 * Math.PI * Math.PI * 2 * 0.25);
    }

    [Theory]
    [InlineData("torus-meshopt-quantized.glb")]
    [InlineData("torus-meshopt-filtered.glb")]
    public void Damaged_compression_is_read_or_refused(string file)
    {
        const int Seed = 31;
        var random = new Random(Seed);
        byte[] original = Sample(file);
        int json = BitConverter.ToInt32(original, 12);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] damaged = (byte[])original.Clone();
            for (int i = 1 + random.Next(4); i > 0; i--)
            {
                damaged[28 + json + random.Next(damaged.Length - json - 28)] = (byte)random.Next(256);
            }

            try
            {
                Hostile.SceneRules.AssertSound(ModelReader.Read(new ModelSource(file, damaged)));
            }
            catch (InvalidModelException exception)
            {
                Assert.NotEmpty(exception.Message);
            }
        }
    }

    private static byte[] Sample(string name)
    {
        using Stream stream = typeof(CompressedGltfTests).Assembly.GetManifestResourceStream(name)!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static double Volume(TriangleMesh mesh, Affine3d transform)
    {
        double volume = 0;
        for (int i = 0; i < mesh.Indices.Length; i += 3)
        {
            Vector3d a = transform.Point(mesh.Positions[mesh.Indices[i]]);
            Vector3d b = transform.Point(mesh.Positions[mesh.Indices[i + 1]]);
            Vector3d c = transform.Point(mesh.Positions[mesh.Indices[i + 2]]);
            volume += Vector3d.Dot(a, Vector3d.Cross(b, c)) / 6;
        }

        return volume;
    }
}
