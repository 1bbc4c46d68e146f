using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Kiln.Geometry.Formats;
using Kiln.Geometry.Formats.Gltf;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;
using Kiln.Geometry.Shapes;
using Kiln.Geometry.Tests.Formats.Archives;

namespace Kiln.Geometry.Tests.Formats.Hostile;

/// <summary>
/// What a reader allocates over its whole run, which bounds what it holds at any time, is a small multiple of the file. Compressed
/// streams (Draco, meshopt, PNG, JPEG, ZIP entries) are bounded by the limits on elements, pixels and unpacked bytes instead.
/// </summary>
public sealed class MemoryBoundTests
{
    private const int MostTimesTheFile = 16;

    private static readonly TriangleMesh Mesh = TexturedShapes.Torus(1, 0.3f, 160, 80);

    public static TheoryData<string> Names => ["a.glb", "a.obj", "a.ply", "binary.ply", "a.stl", "binary.stl", "stored.zip"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Reading_allocates_a_small_multiple_of_the_file(string name)
    {
        byte[] file = Write(name);
        _ = ModelReader.Read(new ModelSource(name, file));
        long before = GC.GetAllocatedBytesForCurrentThread();

        Scene scene = ModelReader.Read(new ModelSource(name, file));

        double times = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / file.Length;
        Assert.Equal(Mesh.TriangleCount, scene.Meshes.Sum(mesh => mesh.Primitives.Sum(primitive => primitive.TriangleCount)));
        Assert.True(times <= MostTimesTheFile, $"{name}: {times:F1} × the file");
    }

    private static byte[] Write(string name) => name switch
    {
        "a.glb" => Glb(),
        "a.obj" => Encoding.ASCII.GetBytes(Obj()),
        "a.ply" => Encoding.ASCII.GetBytes(PlyHeader("ascii") + PlyText()),
        "binary.ply" => [.. Encoding.ASCII.GetBytes(PlyHeader("binary_little_endian")), .. PlyBinary()],
        "a.stl" => Encoding.ASCII.GetBytes(StlText()),
        "binary.stl" => StlBinary(),
        _ => HandMadeZip.Of(System.IO.Compression.CompressionLevel.NoCompression, ("a.glb", Glb())),
    };

    private static byte[] Glb() => GlbWriter.Write(new Scene
    {
        Name = "torus",
        Nodes = [new Node("torus", -1, Affine3d.Identity, 0)],
        Meshes = [new Mesh("torus", [Mesh])],
        Materials = [],
        Images = [],
    });

    private static string Obj()
    {
        var text = new StringBuilder();
        for (int v = 0; v < Mesh.VertexCount; v++)
        {
            text.Append(CultureInfo.InvariantCulture, $"v {Point(v)}\nvt {Mesh.TexCoords0![v].X:F4} {Mesh.TexCoords0[v].Y:F4}\n");
        }

        foreach (int[] corners in Mesh.Indices.Select(i => i + 1).Chunk(3))
        {
            text.Append(CultureInfo.InvariantCulture, $"f {corners[0]}/{corners[0]} {corners[1]}/{corners[1]} {corners[2]}/{corners[2]}\n");
        }

        return text.ToString();
    }

    private static string PlyHeader(string encoding) =>
        $"ply\nformat {encoding} 1.0\nelement vertex {Mesh.VertexCount}\nproperty float x\nproperty float y\nproperty float z\n"
        + $"element face {Mesh.TriangleCount}\nproperty list uchar int vertex_indices\nend_header\n";

    private static string PlyText() =>
        string.Concat(Enumerable.Range(0, Mesh.VertexCount).Select(v => Point(v) + "\n"))
        + string.Concat(Mesh.Indices.Chunk(3).Select(c => $"3 {c[0]} {c[1]} {c[2]}\n"));

    private static byte[] PlyBinary()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        foreach (Vector3 p in Mesh.Positions)
        {
            writer.Write(p.X);
            writer.Write(p.Y);
            writer.Write(p.Z);
        }

        foreach (int[] corners in Mesh.Indices.Chunk(3))
        {
            writer.Write((byte)3);
            Array.ForEach(corners, writer.Write);
        }

        return stream.ToArray();
    }

    private static string StlText() =>
        "solid torus\n" + string.Concat(Mesh.Indices.Chunk(3).Select(c =>
            $"facet normal 0 0 1\nouter loop\nvertex {Point(c[0])}\nvertex {Point(c[1])}\nvertex {Point(c[2])}\nendloop\nendfacet\n"))
        + "endsolid torus\n";

    private static byte[] StlBinary()
    {
        byte[] file = new byte[84 + (50 * Mesh.TriangleCount)];
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(80), Mesh.TriangleCount);
        for (int i = 0; i < Mesh.Indices.Length; i++)
        {
            Span<byte> corner = file.AsSpan(84 + (50 * (i / 3)) + 12 + (12 * (i % 3)));
            BinaryPrimitives.WriteSingleLittleEndian(corner, Mesh.Positions[Mesh.Indices[i]].X);
            BinaryPrimitives.WriteSingleLittleEndian(corner[4..], Mesh.Positions[Mesh.Indices[i]].Y);
            BinaryPrimitives.WriteSingleLittleEndian(corner[8..], Mesh.Positions[Mesh.Indices[i]].Z);
        }

        return file;
    }

    private static string Point(int v)
    {
        Vector3 p = Mesh.Positions[v];
        return string.Create(CultureInfo.InvariantCulture, $"{p.X:F5} {p.Y:F5} {p.Z:F5}");
    }
}
