using System.Globalization;
using System.IO.Compression;
using System.Text;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Shapes;

namespace Kiln.EndToEnd.Tests.Models;

/// <summary>Files that the tests send.</summary>
internal static class SampleFiles
{
    /// <summary>A box of 0.2 × 0.3 × 0.4 m: converts in no time.</summary>
    public static byte[] Box { get; } = GlbFile.Of(("box_wood", CellSolids.Box(0.2, 0.3, 0.4)));

    /// <summary>Two parts, one of them not convex.</summary>
    public static byte[] TwoParts { get; } = GlbFile.Of(
        ("torus_steel", RevolvedSolids.Torus(0.2, 0.05, 48, 24)),
        ("ball_rubber", SurfaceEditing.Translated(Spheres.Icosphere(0.1, 3), new Vector3d(0, 0.3, 0))));

    /// <summary>A model that keeps the pipeline busy for seconds, so that something can happen to it meanwhile.</summary>
    public static byte[] Heavy { get; } = GlbFile.Of(
        ("lump", Spheres.Lumpy(0.5, 7, seed: 11)),
        ("left", SurfaceEditing.Translated(Spheres.Lumpy(0.5, 5, seed: 12), new Vector3d(0, 1.2, 0))),
        ("right", SurfaceEditing.Translated(Spheres.Lumpy(0.5, 5, seed: 13), new Vector3d(0, -1.2, 0))),
        ("sponge", SurfaceEditing.Translated(CellSolids.Sponge(1, 3), new Vector3d(2, 0, 0))));

    /// <summary>Parameters that make <see cref="Heavy"/> heavier.</summary>
    public static (string Name, string Value)[] HeavyParameters { get; } = [("threshold", "0.01"), ("max_hulls", "256")];

    /// <summary>The OBJ text of a surface.</summary>
    public static byte[] Obj(SurfaceMesh surface)
    {
        var text = new StringBuilder("# made by the tests\no part\n");
        foreach (var vertex in surface.Vertices)
        {
            text.Append(CultureInfo.InvariantCulture, $"v {vertex.X:R} {vertex.Y:R} {vertex.Z:R}\n");
        }

        for (int i = 0; i < surface.Triangles.Length; i += 3)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"f {surface.Triangles[i] + 1} {surface.Triangles[i + 1] + 1} {surface.Triangles[i + 2] + 1}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The binary STL of a surface.</summary>
    public static byte[] Stl(SurfaceMesh surface)
    {
        var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(new byte[80]);
        writer.Write(surface.TriangleCount);
        for (int i = 0; i < surface.Triangles.Length; i += 3)
        {
            writer.Write(new byte[12]);
            for (int corner = 0; corner < 3; corner++)
            {
                var vertex = surface.Vertices[surface.Triangles[i + corner]];
                writer.Write((float)vertex.X);
                writer.Write((float)vertex.Y);
                writer.Write((float)vertex.Z);
            }

            writer.Write((short)0);
        }

        return stream.ToArray();
    }

    /// <summary>A ZIP of the given entries.</summary>
    public static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }
}
