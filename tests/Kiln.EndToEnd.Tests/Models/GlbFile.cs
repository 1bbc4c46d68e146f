using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Kiln.Geometry.Meshes;

namespace Kiln.EndToEnd.Tests.Models;

/// <summary>Builds GLB files by hand, so that they can be made wrong in exactly one place.</summary>
internal static class GlbFile
{
    private const uint Magic = 0x46546C67;
    private const uint JsonChunk = 0x4E4F534A;
    private const uint BinaryChunk = 0x004E4942;

    /// <summary>A GLB with one mesh for each surface, +Y up, metres.</summary>
    /// <param name="surfaces">Name and surface of each node.</param>
    public static byte[] Of(params (string Name, SurfaceMesh Surface)[] surfaces) => Of(surfaces, _ => { });

    /// <summary>A GLB whose JSON is changed before it is written.</summary>
    public static byte[] Of((string Name, SurfaceMesh Surface)[] surfaces, Action<JsonObject> edit)
    {
        var binary = new MemoryStream();
        JsonArray views = [], accessors = [], meshes = [], nodes = [], roots = [];
        foreach (var (name, surface) in surfaces)
        {
            float[] positions = [.. surface.Vertices.SelectMany(vertex => (float[])[(float)vertex.X, (float)vertex.Y, (float)vertex.Z])];
            meshes.Add(new JsonObject
            {
                ["name"] = name,
                ["primitives"] = new JsonArray(new JsonObject
                {
                    ["attributes"] = new JsonObject { ["POSITION"] = accessors.Count },
                    ["indices"] = accessors.Count + 1,
                }),
            });
            roots.Add(nodes.Count);
            nodes.Add(new JsonObject { ["name"] = name, ["mesh"] = meshes.Count - 1 });
            accessors.Add(Accessor(views.Count, 5126, surface.Vertices.Length, "VEC3", positions));
            views.Add(View(binary, MemoryMarshal.AsBytes(positions.AsSpan()), 34962));
            accessors.Add(Accessor(views.Count, 5125, surface.Triangles.Length, "SCALAR", null));
            views.Add(View(binary, MemoryMarshal.AsBytes(surface.Triangles.AsSpan()), 34963));
        }

        var json = new JsonObject
        {
            ["asset"] = new JsonObject { ["version"] = "2.0" },
            ["scene"] = 0,
            ["scenes"] = new JsonArray(new JsonObject { ["nodes"] = roots }),
            ["nodes"] = nodes,
            ["meshes"] = meshes,
            ["accessors"] = accessors,
            ["bufferViews"] = views,
            ["buffers"] = new JsonArray(new JsonObject { ["byteLength"] = binary.Length }),
        };
        edit(json);
        return Pack(json, binary.ToArray());
    }

    /// <summary>Puts JSON and binary data into a GLB container.</summary>
    public static byte[] Pack(JsonObject json, byte[] binary)
    {
        byte[] text = Encoding.UTF8.GetBytes(json.ToJsonString());
        byte[] paddedText = [.. text, .. Enumerable.Repeat((byte)' ', -text.Length & 3)];
        byte[] paddedBinary = [.. binary, .. new byte[-binary.Length & 3]];
        var file = new byte[12 + 8 + paddedText.Length + 8 + paddedBinary.Length];
        uint[] header = [Magic, 2, (uint)file.Length, (uint)paddedText.Length, JsonChunk];
        for (int i = 0; i < header.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(i * 4), header[i]);
        }

        paddedText.CopyTo(file, 20);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(20 + paddedText.Length), (uint)paddedBinary.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(24 + paddedText.Length), BinaryChunk);
        paddedBinary.CopyTo(file, 28 + paddedText.Length);
        return file;
    }

    private static JsonObject Accessor(int view, int componentType, int count, string type, float[]? positions)
    {
        var accessor = new JsonObject { ["bufferView"] = view, ["componentType"] = componentType, ["count"] = count, ["type"] = type };
        if (positions is { Length: > 0 })
        {
            accessor["min"] = Extreme(positions, Math.Min);
            accessor["max"] = Extreme(positions, Math.Max);
        }

        return accessor;
    }

    // JSON knows no NaN: a broken position is told by the buffer alone.
    private static JsonArray Extreme(float[] positions, Func<float, float, float> choose) => [.. Enumerable.Range(0, 3).Select(axis =>
        (JsonNode?)JsonValue.Create(positions.Where((value, i) => i % 3 == axis && float.IsFinite(value)).DefaultIfEmpty().Aggregate(choose)))];

    private static JsonObject View(MemoryStream binary, ReadOnlySpan<byte> content, int target)
    {
        var view = new JsonObject
        {
            ["buffer"] = 0,
            ["byteOffset"] = binary.Length,
            ["byteLength"] = content.Length,
            ["target"] = target,
        };
        binary.Write(content);
        return view;
    }
}
