using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Kiln.Geometry.Formats;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Tests.Formats.Gltf;

/// <summary>glTF files put together by hand, so that they can be anything a file may be.</summary>
internal sealed class HandMadeGltf
{
    private readonly MemoryStream _binary = new();
    private readonly List<string> _views = [];
    private readonly List<string> _accessors = [];

    public byte[] Binary => _binary.ToArray();

    public int View<T>(T[] values, string extra = "")
        where T : unmanaged
    {
        while (_binary.Length % 4 != 0)
        {
            _binary.WriteByte(0);
        }

        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values.AsSpan());
        _views.Add($"{{\"buffer\":0,\"byteOffset\":{_binary.Length},\"byteLength\":{bytes.Length}{extra}}}");
        _binary.Write(bytes);
        return _views.Count - 1;
    }

    public int Accessor(int? view, int componentType, int count, string type, string extra = "")
    {
        string place = view is null ? "" : $"\"bufferView\":{view},";
        _accessors.Add($"{{{place}\"componentType\":{componentType},\"count\":{count},\"type\":\"{type}\"{extra}}}");
        return _accessors.Count - 1;
    }

    public int Floats(string type, params float[] values)
    {
        int components = type switch { "SCALAR" => 1, "VEC2" => 2, "VEC3" => 3, "VEC4" => 4, _ => 16 };
        return Accessor(View(values), 5126, values.Length / components, type);
    }

    /// <summary>The unit triangle's positions.</summary>
    public int Triangle() => Floats("VEC3", 0, 0, 0, 1, 0, 0, 0, 1, 0);

    /// <summary>The document, whose members besides the data are given.</summary>
    public string Json(string members, string? bufferUri = null)
    {
        string uri = bufferUri is null ? "" : $",\"uri\":\"{bufferUri}\"";
        string data = _views.Count == 0 ? "" :
            $",\"buffers\":[{{\"byteLength\":{_binary.Length}{uri}}}],\"bufferViews\":[{string.Join(',', _views)}]";
        string accessors = _accessors.Count == 0 ? "" : $",\"accessors\":[{string.Join(',', _accessors)}]";
        return $"{{\"asset\":{{\"version\":\"2.0\"}}{data}{accessors},{members}}}";
    }

    public byte[] Glb(string members) => Glb(Json(members), Binary);

    public static byte[] Glb(string json, byte[] binary)
    {
        byte[] text = Encoding.UTF8.GetBytes(json.PadRight((json.Length + 3) / 4 * 4));
        byte[] file = new byte[28 + text.Length + binary.Length];
        int[] header = [0x46546C67, 2, file.Length, text.Length, 0x4E4F534A];
        for (int i = 0; i < header.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4 * i), header[i]);
        }

        text.CopyTo(file, 20);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(20 + text.Length), binary.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24 + text.Length), 0x004E4942);
        binary.CopyTo(file, 28 + text.Length);
        return file;
    }

    /// <summary>The scene of a single node with a mesh of one primitive.</summary>
    public Scene ReadPrimitive(string primitive, string more = "") =>
        Read($"\"meshes\":[{{\"primitives\":[{{{primitive}}}]}}],\"nodes\":[{{\"mesh\":0}}],\"scenes\":[{{\"nodes\":[0]}}]{more}");

    public Scene Read(string members) => ModelReader.Read(new ModelSource("a.glb", Glb(members)));
}
