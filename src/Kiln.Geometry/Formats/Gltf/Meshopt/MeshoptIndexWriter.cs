using System.Buffers.Binary;

namespace Kiln.Geometry.Formats.Gltf.Meshopt;

/// <summary>Writes decoded indices of 2 or 4 bytes one after another.</summary>
internal ref struct MeshoptIndexWriter(Span<byte> target, int stride)
{
    private readonly Span<byte> _target = target;
    private int _at;

    /// <summary>Writes an index. One that 2 bytes cannot hold is cut; range checks of its users see to the rest.</summary>
    public void Write(uint index)
    {
        if (stride == 2)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_target[_at..], (ushort)index);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_target[_at..], index);
        }

        _at += stride;
    }
}
