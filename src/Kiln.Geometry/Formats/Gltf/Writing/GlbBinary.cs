using System.Numerics;
using System.Runtime.InteropServices;

namespace Kiln.Geometry.Formats.Gltf.Writing;

/// <summary>
/// The binary chunk while it is laid out: parts are known by reference and copied once, at the very end, straight into the file.
/// </summary>
internal sealed class GlbBinary
{
    private readonly List<Part> _parts = [];
    private readonly Dictionary<(object Source, bool Narrow), int> _places = new(new PartComparer());

    /// <summary>Bytes of the chunk, a multiple of four.</summary>
    public long Length { get; private set; }

    /// <summary>The parts; each is one buffer view.</summary>
    public IReadOnlyList<Part> Parts => _parts;

    /// <summary>Takes an array of vertex attributes. The result is its buffer view.</summary>
    public int AddVertices<T>(T[] values)
        where T : unmanaged =>
        Add(values, narrow: false, (long)values.Length * Marshal.SizeOf<T>(), PartTarget.Vertices);

    /// <summary>Takes indices, stored as 16 bits each where <paramref name="narrow"/>. The result is their buffer view.</summary>
    public int AddIndices(int[] indices, bool narrow) =>
        Add(indices, narrow, (long)indices.Length * (narrow ? sizeof(ushort) : sizeof(uint)), PartTarget.Indices);

    /// <summary>Takes the bytes of an image. The result is their buffer view.</summary>
    public int AddImage(ReadOnlyMemory<byte> content) => Add(content, narrow: false, content.Length, PartTarget.None);

    /// <summary>Writes all parts; gaps are zero.</summary>
    public void CopyTo(Span<byte> chunk)
    {
        foreach (Part part in _parts)
        {
            Span<byte> target = chunk.Slice((int)part.Offset, (int)part.Length);
            Copy(part, target);
            int end = (int)(part.Offset + part.Length);
            chunk[end..((end + 3) & ~3)].Clear();
        }
    }

    private static void Copy(Part part, Span<byte> target)
    {
        switch (part.Source)
        {
            case Vector2[] values:
                MemoryMarshal.AsBytes(values.AsSpan()).CopyTo(target);
                break;
            case Vector3[] values:
                MemoryMarshal.AsBytes(values.AsSpan()).CopyTo(target);
                break;
            case Vector4[] values:
                MemoryMarshal.AsBytes(values.AsSpan()).CopyTo(target);
                break;
            case int[] indices when part.Narrow:
                Narrow(indices, MemoryMarshal.Cast<byte, ushort>(target));
                break;
            case int[] indices:
                MemoryMarshal.AsBytes(indices.AsSpan()).CopyTo(target);
                break;
            default:
                ((ReadOnlyMemory<byte>)part.Source).Span.CopyTo(target);
                break;
        }
    }

    private static void Narrow(ReadOnlySpan<int> indices, Span<ushort> target)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            target[i] = (ushort)indices[i];
        }
    }

    private int Add(object source, bool narrow, long length, PartTarget target)
    {
        if (!_places.TryGetValue((source, narrow), out int place))
        {
            place = _parts.Count;
            _parts.Add(new Part(source, narrow, Length, length, target));
            _places[(source, narrow)] = place;
            Length = (Length + length + 3) & ~3L;
        }

        return place;
    }

    /// <summary>What a buffer view is for, as glTF numbers it.</summary>
    internal enum PartTarget
    {
        /// <summary>Not for the graphics processor.</summary>
        None = 0,

        /// <summary>Vertex attributes.</summary>
        Vertices = 34962,

        /// <summary>Indices.</summary>
        Indices = 34963,
    }

    /// <summary>A part of the chunk.</summary>
    internal sealed record Part(object Source, bool Narrow, long Offset, long Length, PartTarget Target);

    private sealed class PartComparer : IEqualityComparer<(object Source, bool Narrow)>
    {
        public bool Equals((object Source, bool Narrow) x, (object Source, bool Narrow) y) =>
            ReferenceEquals(x.Source, y.Source) && x.Narrow == y.Narrow;

        public int GetHashCode((object Source, bool Narrow) obj) =>
            System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(obj.Source) ^ (obj.Narrow ? 1 : 0);
    }
}
