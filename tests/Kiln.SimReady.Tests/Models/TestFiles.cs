using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.SimReady.Tests.Models;

/// <summary>Plain files of formats that declare neither unit nor axes.</summary>
internal static class TestFiles
{
    public static byte[] BinaryStl(SurfaceMesh mesh, double scale = 1)
    {
        byte[] file = new byte[84 + (50 * mesh.TriangleCount)];
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(80), mesh.TriangleCount);
        for (int t = 0; t < mesh.TriangleCount; t++)
        {
            for (int corner = 0; corner < 3; corner++)
            {
                Vector3d p = mesh.Vertices[mesh.Triangles[(3 * t) + corner]] * scale;
                Span<byte> at = file.AsSpan(84 + (50 * t) + 12 + (12 * corner));
                BinaryPrimitives.WriteSingleLittleEndian(at, (float)p.X);
                BinaryPrimitives.WriteSingleLittleEndian(at[4..], (float)p.Y);
                BinaryPrimitives.WriteSingleLittleEndian(at[8..], (float)p.Z);
            }
        }

        return file;
    }

    public static byte[] TextStl(SurfaceMesh mesh)
    {
        StringBuilder text = new("solid part\n");
        for (int i = 0; i < mesh.Triangles.Length; i++)
        {
            Vector3d p = mesh.Vertices[mesh.Triangles[i]];
            text.Append(i % 3 == 0 ? "facet normal 0 0 0\nouter loop\n" : "")
                .Append(CultureInfo.InvariantCulture, $"vertex {p.X} {p.Y} {p.Z}\n")
                .Append(i % 3 == 2 ? "endloop\nendfacet\n" : "");
        }

        return Encoding.ASCII.GetBytes(text.Append("endsolid part\n").ToString());
    }

    public static byte[] TextPly(SurfaceMesh mesh)
    {
        StringBuilder text = new(PlyHeader(mesh, "ascii"));
        foreach (Vector3d p in mesh.Vertices)
        {
            text.Append(CultureInfo.InvariantCulture, $"{p.X} {p.Y} {p.Z}\n");
        }

        for (int i = 0; i < mesh.Triangles.Length; i += 3)
        {
            text.Append(CultureInfo.InvariantCulture, $"3 {mesh.Triangles[i]} {mesh.Triangles[i + 1]} {mesh.Triangles[i + 2]}\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    public static byte[] BinaryPly(SurfaceMesh mesh)
    {
        using MemoryStream file = new();
        using BinaryWriter writer = new(file);
        writer.Write(Encoding.ASCII.GetBytes(PlyHeader(mesh, "binary_little_endian")));
        foreach (Vector3d p in mesh.Vertices)
        {
            writer.Write((float)p.X);
            writer.Write((float)p.Y);
            writer.Write((float)p.Z);
        }

        for (int i = 0; i < mesh.Triangles.Length; i++)
        {
            if (i % 3 == 0)
            {
                writer.Write((byte)3);
            }

            writer.Write(mesh.Triangles[i]);
        }

        return file.ToArray();
    }

    /// <summary>glTF as text with its buffer in a data URI.</summary>
    public static byte[] Gltf(byte[] glb)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(glb.AsSpan(12));
        string json = Encoding.UTF8.GetString(glb, 20, length);
        string uri = $"\"uri\":\"data:application/octet-stream;base64,{Convert.ToBase64String(glb.AsSpan(20 + length + 8))}\",";
        return Encoding.UTF8.GetBytes(json.Replace("\"buffers\":[{", "\"buffers\":[{" + uri, StringComparison.Ordinal));
    }

    public static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using MemoryStream file = new();
        using (ZipArchive archive = new(file, ZipArchiveMode.Create))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return file.ToArray();
    }

    private static string PlyHeader(SurfaceMesh mesh, string encoding) =>
        $"ply\nformat {encoding} 1.0\nelement vertex {mesh.Vertices.Length}\nproperty float x\nproperty float y\nproperty float z\n"
        + $"element face {mesh.TriangleCount}\nproperty list uchar int vertex_indices\nend_header\n";

    public static byte[] Obj(SurfaceMesh mesh, string header = "")
    {
        StringBuilder text = new(header);
        foreach (Vector3d p in mesh.Vertices)
        {
            text.Append(CultureInfo.InvariantCulture, $"v {p.X} {p.Y} {p.Z}\n");
        }

        for (int i = 0; i < mesh.Triangles.Length; i += 3)
        {
            text.Append(CultureInfo.InvariantCulture, $"f {mesh.Triangles[i] + 1} {mesh.Triangles[i + 1] + 1} {mesh.Triangles[i + 2] + 1}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
