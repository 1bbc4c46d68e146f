using System.Buffers.Binary;
using System.Globalization;
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
