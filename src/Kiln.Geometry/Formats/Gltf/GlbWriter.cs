using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Kiln.Geometry.Formats.Gltf.Writing;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Formats.Gltf;

/// <summary>
/// Writes a scene as binary glTF 2.0 with its images inside. The same scene gives the same bytes. Arrays and meshes that are
/// shared in the scene are shared in the file.
/// </summary>
/// <remarks>
/// Positions are taken as they stand: whoever writes has brought the scene to metres and +Y up. What the format forbids is put
/// right on the way: normals are made unit, colours are clamped, a texture whose coordinates a mesh lacks is not bound to it,
/// meshes without triangles are left out.
/// </remarks>
public static class GlbWriter
{
    private const int FileHeaderLength = 12;
    private const int ChunkHeaderLength = 8;

    /// <summary>The bytes of the file.</summary>
    /// <param name="scene">The scene; positions finite, indices in range.</param>
    /// <exception cref="ArgumentException">A position is not finite, or an index is out of range.</exception>
    /// <exception cref="InvalidModelException">The file would pass 2 GB.</exception>
    public static byte[] Write(Scene scene)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var binary = new GlbBinary();
        var json = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { SkipValidation = true }))
        {
            new GltfDocumentWriter(scene, binary, writer).Write();
        }

        int jsonLength = Align(json.WrittenCount);
        long total = FileHeaderLength + ChunkHeaderLength + jsonLength + (binary.Length > 0 ? ChunkHeaderLength + binary.Length : 0);
        if (total > Array.MaxLength)
        {
            throw new InvalidModelException($"The model is too large: it needs {total} bytes as GLB, and {Array.MaxLength} are possible");
        }

        byte[] file = GC.AllocateUninitializedArray<byte>((int)total);
        BinaryPrimitives.WriteUInt32LittleEndian(file, 0x46546C67);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(4), 2);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(8), (uint)total);
        Span<byte> rest = file.AsSpan(FileHeaderLength);
        Span<byte> jsonChunk = Chunk(ref rest, jsonLength, 0x4E4F534A);
        json.WrittenSpan.CopyTo(jsonChunk);
        jsonChunk[json.WrittenCount..].Fill((byte)' ');
        if (binary.Length > 0)
        {
            binary.CopyTo(Chunk(ref rest, (int)binary.Length, 0x004E4942));
        }

        return file;
    }

    private static int Align(int length) => (length + 3) & ~3;

    private static Span<byte> Chunk(ref Span<byte> rest, int length, uint type)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(rest, (uint)length);
        BinaryPrimitives.WriteUInt32LittleEndian(rest[4..], type);
        Span<byte> content = rest.Slice(ChunkHeaderLength, length);
        rest = rest[(ChunkHeaderLength + length)..];
        return content;
    }
}
