using System.Text;
using Kiln.Geometry.Formats;
using Kiln.Geometry.Formats.Gltf;
using Kiln.Geometry.Formats.Inspection;
using Kiln.Geometry.Images;
using Kiln.Geometry.Images.Jpeg;
using Kiln.Geometry.Images.Png;
using Kiln.Geometry.Scenes;
using Kiln.Geometry.Tests.Formats.Archives;
using Kiln.Geometry.Tests.Images;
using Xunit.Abstractions;

namespace Kiln.Geometry.Tests.Formats.Hostile;

/// <summary>
/// Whatever the bytes: a scene, or an <see cref="InvalidModelException"/>; never another exception, never a hang, never memory out
/// of proportion to the file. Seeds are fixed and printed with the round that failed.
/// </summary>
public sealed class HostileFileTests(ITestOutputHelper output)
{
    private const int Rounds = 1500;

    /// <summary>Bytes that a reader may take for a small hostile file: far above what any of these files needs.</summary>
    private const long MaxAllocated = 256L * 1024 * 1024;

    public static TheoryData<string> Names => [.. Samples().Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Mutated_files_are_read_or_refused(string name)
    {
        byte[] original = Samples().Single(sample => sample.Name == name).Content;
        int seed = 1000 + name.Length;
        var random = new Random(seed);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] file = Mutation.Of(original, random);
            file = Path.GetExtension(name) == ".png" && random.Next(4) > 0 ? Mutation.WithPngChecksums(file) : file;
            AssertReadOrRefused(name, file, $"seed {seed}, round {round}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Truncated_files_are_read_or_refused(string name)
    {
        byte[] original = Samples().Single(sample => sample.Name == name).Content;
        int step = Math.Max(1, original.Length / 1500);
        for (int length = 0; length < original.Length; length += step)
        {
            AssertReadOrRefused(name, original[..length], $"length {length}");
        }
    }

    [Fact]
    public void Sound_files_are_read()
    {
        foreach ((string name, byte[] content) in Samples())
        {
            Assert.True(Read(name, content) is not null, name);
        }
    }

    [Fact]
    public void Noise_is_refused()
    {
        const int Seed = 99;
        var random = new Random(Seed);
        foreach (string name in new[] { "a.glb", "a.gltf", "a.obj", "a.stl", "a.ply", "a.zip", "a.png", "a.jpg" })
        {
            for (int round = 0; round < 200; round++)
            {
                byte[] noise = new byte[random.Next(2000)];
                random.NextBytes(noise);
                AssertReadOrRefused(name, noise, $"seed {Seed}, round {round}");
            }
        }
    }

    private static IEnumerable<(string Name, byte[] Content)> Samples()
    {
        byte[] glb = GlbWriter.Write(SampleScenes.Rich());
        byte[] obj = Encoding.ASCII.GetBytes(
            "mtllib a.mtl\nv 0 0 0 1 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nv 0.5 0.2 1\nvt 0 0\nvt 1 1\nvn 0 0 1\no one\nusemtl red\nf 1/1/1 2/2/1 3/1/1 4/2/1\n"
            + "usemtl blue\nf -5 -4 -1\ng two\nf 1 2 5 3 4 \\\n 1\n");
        byte[] mtl = Encoding.ASCII.GetBytes("newmtl red\nKd 1 0 0\nmap_Kd -s 1 2 red.png\nmap_d cut.png\nNs 10\nd 0.5\nnewmtl blue\nKd 0 0 1\nmap_Ke red.png\n");
        byte[] ply = Encoding.ASCII.GetBytes(
            "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\nproperty uchar red\nproperty uchar green\n"
            + "property uchar blue\nelement face 2\nproperty list uchar int vertex_indices\nend_header\n0 0 0 1 2 3\n1 0 0 4 5 6\n1 1 0 7 8 9\n0 1 0 1 1 1\n3 0 1 2\n4 0 1 2 3\n");
        byte[] binaryPly =
        [
            .. Encoding.ASCII.GetBytes(
                "ply\nformat binary_little_endian 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n"
                + "element face 1\nproperty list uchar int vertex_indices\nend_header\n"),
            .. new byte[36], 3, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0,
        ];
        byte[] bigEndianPly =
        [
            .. Encoding.ASCII.GetBytes(
                "ply\nformat binary_big_endian 1.0\nelement vertex 3\nproperty double x\nproperty float y\nproperty short z\n"
                + "property uchar red\nproperty uchar green\nproperty uchar blue\nelement extra 2\nproperty list ushort float values\n"
                + "element face 1\nproperty list ushort uint vertex_indices\nend_header\n"),
            .. new byte[51], 0, 0, 0, 1, 64, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2,
        ];
        byte[] scan = Encoding.ASCII.GetBytes(
            "ply\nformat ascii 1.0\ncomment TextureFile red.png\nelement face 2\nproperty list uchar int vertex_indices\n"
            + "property list uchar float texcoord\nproperty int texnumber\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\n"
            + "end_header\n3 0 1 2 6 0 0 1 0 1 1 0\n4 0 1 2 3 8 0 0 1 0 1 1 0.5 1 1\n0 0 0\n1 0 0\n1 1 0\n0 1 0\n");
        byte[] stl = Encoding.ASCII.GetBytes("solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\nendloop\nendfacet\nendsolid a\n");
        byte[] binaryStl = new byte[184];
        binaryStl[80] = 2;
        byte[] png = new HandMadePng(9, 7, 3, 4) { Interlaced = true, Palette = new byte[48], Transparency = new byte[16] }.Encode((x, y, _) => (x * y) & 15);
        return
        [
            ("rich.glb", glb),
            ("rich.gltf", HostileGltf.Text(glb)),
            ("features.gltf", HostileGltf.Features()),
            ("part.obj", obj),
            ("text.ply", ply),
            ("binary.ply", binaryPly),
            ("big-endian.ply", bigEndianPly),
            ("text.stl", stl),
            ("binary.stl", binaryStl),
            ("deflated.zip", HandMadeZip.Of(("m/a.obj", obj), ("m/a.mtl", mtl), ("m/red.png", SampleScenes.RedPixelPng()), ("m/cut.png", png))),
            ("scan.ply", scan),
            ("scan.zip", HandMadeZip.Of(System.IO.Compression.CompressionLevel.NoCompression, ("a.ply", scan), ("red.png", SampleScenes.RedPixelPng()))),
            ("stored.zip", HandMadeZip.Of(System.IO.Compression.CompressionLevel.NoCompression, ("a.glb", glb))),
            ("palette.png", png),
            ("colour.png", PngEncoder.Encode(new PixelImage(16, 9, 3, new byte[432]))),
            ("baseline.jpg", JpegSamples.Baseline420),
            ("progressive.jpg", JpegSamples.Progressive420WithRestarts),
            ("ink.jpg", JpegSamples.Cmyk),
        ];
    }

    private static object? Read(string name, byte[] file) => Path.GetExtension(name) switch
    {
        ".png" => PngDecoder.Decode(file),
        ".jpg" => JpegDecoder.Decode(file),
        _ => ReadModel(name, file),
    };

    private static Scene ReadModel(string name, byte[] file)
    {
        _ = ModelInspection.Inspect(new MemoryStream(file), name);
        Scene scene = ModelReader.Read(new ModelSource(name, file));
        SceneRules.AssertSound(scene);
        return scene;
    }

    private void AssertReadOrRefused(string name, byte[] file, string what)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            _ = Read(name, file);
        }
        catch (InvalidModelException exception)
        {
            Assert.False(string.IsNullOrWhiteSpace(exception.Message));
        }
        catch (Exception exception)
        {
            output.WriteLine($"{name}, {what}: {Convert.ToBase64String(file)}");
            Assert.Fail($"{name}, {what}: {exception}");
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxAllocated);
    }
}
