using System.Globalization;
using System.Numerics;
using System.Text;
using Kiln.Geometry.Formats;
using Kiln.Geometry.Formats.Gltf;
using Kiln.Geometry.Images;
using Kiln.Geometry.Images.Jpeg;
using Kiln.Geometry.Images.Png;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;
using Kiln.Geometry.Shapes;

namespace Kiln.Benchmarks.Geometry;

/// <summary>Reading and writing of models and textures.</summary>
internal static class FormatBenchmark
{
    private const int TextureSide = 2048;

    public static void Run()
    {
        byte[] obj = ObjOf(RevolvedSolids.UvSphere(1, 316, 159));
        Bench.Print("geometry.obj_100k_parse_ms", Bench.BestMilliseconds(20, () => ModelReader.Read(new ModelSource("a.obj", obj))), "ms");
        ObjToGlbBenchmark.Run(obj);

        Scene million = SceneOf(RevolvedSolids.UvSphere(1, 1000, 501));
        byte[] glb = GlbWriter.Write(million);
        Bench.Print("geometry.glb_1m_write_ms", Bench.BestMilliseconds(10, () => GlbWriter.Write(million)), "ms");
        Bench.Print("geometry.glb_1m_read_ms", Bench.BestMilliseconds(10, () => ModelReader.Read(new ModelSource("a.glb", glb))), "ms");

        PixelImage image = Texture();
        byte[] png = PngEncoder.Encode(image);
        byte[] jpeg = JpegEncoder.Encode(image);
        Bench.Print("geometry.png_2k_encode_ms", Bench.BestMilliseconds(3, () => PngEncoder.Encode(image)), "ms");
        Bench.Print("geometry.png_2k_decode_ms", Bench.BestMilliseconds(3, () => PngDecoder.Decode(png)), "ms");
        Bench.Print("geometry.jpeg_2k_encode_ms", Bench.BestMilliseconds(3, () => JpegEncoder.Encode(image)), "ms");
        Bench.Print("geometry.jpeg_2k_decode_ms", Bench.BestMilliseconds(3, () => JpegDecoder.Decode(jpeg)), "ms");
        Bench.Print("geometry.resize_2k_to_1k_ms", Bench.BestMilliseconds(3, () => ImageResizer.Resize(image, 1024, 1024, TextureContent.Color)), "ms");
    }

    private static byte[] ObjOf(SurfaceMesh mesh)
    {
        var text = new StringBuilder();
        foreach (Vector3d p in mesh.Vertices)
        {
            text.Append(CultureInfo.InvariantCulture, $"v {p.X:F6} {p.Y:F6} {p.Z:F6}\nvn {p.X:F4} {p.Y:F4} {p.Z:F4}\n");
        }

        for (int i = 0; i < mesh.Triangles.Length; i += 3)
        {
            (int a, int b, int c) = (mesh.Triangles[i] + 1, mesh.Triangles[i + 1] + 1, mesh.Triangles[i + 2] + 1);
            text.Append(CultureInfo.InvariantCulture, $"f {a}//{a} {b}//{b} {c}//{c}\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static Scene SceneOf(SurfaceMesh mesh)
    {
        Vector3[] positions = Array.ConvertAll(mesh.Vertices, vertex => (Vector3)vertex);
        var triangles = new TriangleMesh { Positions = positions, Indices = mesh.Triangles, Normals = Array.ConvertAll(positions, Vector3.Normalize) };
        return new Scene
        {
            Name = "sphere",
            Nodes = [new Node("sphere", -1, Affine3d.Identity, 0)],
            Meshes = [new Mesh("sphere", [triangles])],
            Materials = [],
            Images = [],
        };
    }

    private static PixelImage Texture()
    {
        byte[] pixels = new byte[TextureSide * TextureSide * 3];
        var random = new Random(1);
        for (int i = 0; i < pixels.Length; i++)
        {
            int x = i / 3 % TextureSide;
            int y = i / 3 / TextureSide;
            pixels[i] = (byte)(128 + (100 * Math.Sin(x * 0.01) * Math.Cos((y + (i % 3)) * 0.013)) + random.Next(8));
        }

        return new PixelImage(TextureSide, TextureSide, 3, pixels);
    }
}
