using System.Numerics;

namespace Kiln.Geometry.Formats.Gltf.Meshopt;

/// <summary>
/// Decodes mode ATTRIBUTES (KHR_meshopt_compression, appendix A, mode 0; its version 0 is that of EXT_meshopt_compression): blocks
/// of elements, each byte of an element a plane of its own, in groups of 16 with 0, 1, 2, 4 or 8 bits. Four planes are a channel,
/// whose values are told by their differences to the element before.
/// </summary>
internal static class MeshoptVertexDecoder
{
    private const int Header = 0xA0;
    private const int ChannelBytes = 4;
    private const int GroupSize = 16;
    private const int MaxBlockElements = 256;
    private const int MaxBlockBytes = 8192;
    private const int AllZero = 2;
    private const int Literal = 3;

    private static ReadOnlySpan<byte> BitsOfVersion0 => [0, 2, 4, 8];

    private static ReadOnlySpan<byte> BitsOfControl0 => [0, 1, 2, 4];

    private static ReadOnlySpan<byte> BitsOfControl1 => [1, 2, 4, 8];

    /// <summary>Decodes into <paramref name="elements"/>.</summary>
    public static void Decode(ReadOnlySpan<byte> compressed, Span<byte> elements, int stride, string where)
    {
        int version = compressed.Length > 0 ? compressed[0] - Header : -1;
        int channels = stride / ChannelBytes;
        int tailBlock = version == 0 ? stride : stride + channels;
        int tail = Math.Max(version == 0 ? 32 : 24, tailBlock);
        if (version is not (0 or 1) || compressed.Length < 1 + tail)
        {
            throw MeshoptByteReader.Damaged(where);
        }

        ReadOnlySpan<byte> modes = compressed[^tailBlock..][stride..];
        Span<byte> last = stackalloc byte[256];
        compressed[^tailBlock..][..stride].CopyTo(last);
        var reader = new MeshoptByteReader(compressed[1..^tail], where);
        Span<byte> planes = stackalloc byte[ChannelBytes * MaxBlockElements];
        int count = elements.Length / stride;
        int blockSize = Math.Min(MaxBlockBytes / stride & ~(GroupSize - 1), MaxBlockElements);
        for (int start = 0; start < count; start += blockSize)
        {
            int size = Math.Min(blockSize, count - start);
            ReadOnlySpan<byte> control = version == 0 ? default : reader.Next(channels);
            for (int channel = 0; channel < channels; channel++)
            {
                for (int plane = 0; plane < ChannelBytes; plane++)
                {
                    Span<byte> deltas = planes.Slice(plane * MaxBlockElements, MaxBlockElements);
                    DecodePlane(ref reader, deltas, size, version == 0 ? -1 : (control[channel] >> (2 * plane)) & 3);
                }

                Span<byte> target = elements.Slice((start * stride) + (channel * ChannelBytes), ((size - 1) * stride) + ChannelBytes);
                Undo(planes, version == 0 ? 0 : modes[channel], size, target, stride, last.Slice(channel * ChannelBytes, ChannelBytes), where);
            }
        }

        if (!reader.AtEnd)
        {
            throw MeshoptByteReader.Damaged(where);
        }
    }

    /// <summary>Turns differences into values, of one, two or four bytes by the channel's mode.</summary>
    private static void Undo(ReadOnlySpan<byte> planes, int mode, int size, Span<byte> target, int stride, Span<byte> last, string where)
    {
        switch (mode & 15)
        {
            case 0 when mode == 0:
                for (int plane = 0; plane < ChannelBytes; plane++)
                {
                    ReadOnlySpan<byte> deltas = planes.Slice(plane * MaxBlockElements, size);
                    byte value = last[plane];
                    for (int i = 0, at = plane; i < deltas.Length; i++, at += stride)
                    {
                        value += (byte)MeshoptByteReader.Unfold(deltas[i]);
                        target[at] = value;
                    }

                    last[plane] = value;
                }

                break;
            case 1 when mode == 1:
                for (int plane = 0; plane < ChannelBytes; plane += 2)
                {
                    int value = last[plane] | (last[plane + 1] << 8);
                    for (int i = 0, at = plane; i < size; i++, at += stride)
                    {
                        int delta = planes[(plane * MaxBlockElements) + i] | (planes[((plane + 1) * MaxBlockElements) + i] << 8);
                        value += (int)MeshoptByteReader.Unfold((uint)delta);
                        (target[at], target[at + 1]) = ((byte)value, (byte)(value >> 8));
                    }

                    (last[plane], last[plane + 1]) = ((byte)value, (byte)(value >> 8));
                }

                break;
            case 2:
                uint bits = BitConverter.ToUInt32(last);
                for (int i = 0, at = 0; i < size; i++, at += stride)
                {
                    uint delta = planes[i] | ((uint)planes[MaxBlockElements + i] << 8)
                        | ((uint)planes[(2 * MaxBlockElements) + i] << 16) | ((uint)planes[(3 * MaxBlockElements) + i] << 24);
                    bits ^= BitOperations.RotateRight(delta, mode >> 4);
                    BitConverter.TryWriteBytes(target[at..], bits);
                }

                BitConverter.TryWriteBytes(last, bits);
                break;
            default:
                throw MeshoptByteReader.Damaged(where);
        }
    }

    private static void DecodePlane(ref MeshoptByteReader reader, scoped Span<byte> deltas, int size, int control)
    {
        if (control == AllZero)
        {
            deltas.Clear();
            return;
        }

        if (control == Literal)
        {
            reader.Next(size).CopyTo(deltas);
            return;
        }

        ReadOnlySpan<byte> bits = control switch { 0 => BitsOfControl0, 1 => BitsOfControl1, _ => BitsOfVersion0 };
        int groups = (size + GroupSize - 1) / GroupSize;
        ReadOnlySpan<byte> modes = reader.Next((groups + 3) / 4);
        for (int group = 0; group < groups; group++)
        {
            Span<byte> target = deltas.Slice(group * GroupSize, GroupSize);
            int width = bits[(modes[group / 4] >> (group % 4 * 2)) & 3];
            if (width == 0)
            {
                target.Clear();
            }
            else if (width == 8)
            {
                reader.Next(GroupSize).CopyTo(target);
            }
            else
            {
                DecodeGroup(ref reader, target, width);
            }
        }
    }

    /// <summary>
    /// Packed values, highest bits first (single bits lowest first); the highest value stands for a whole byte that follows the group.
    /// </summary>
    private static void DecodeGroup(ref MeshoptByteReader reader, scoped Span<byte> target, int bits)
    {
        int escape = (1 << bits) - 1;
        int perByte = 8 / bits;
        ReadOnlySpan<byte> packed = reader.Next(GroupSize / perByte);
        for (int i = 0; i < GroupSize; i++)
        {
            int place = i % perByte;
            int value = (packed[i / perByte] >> (bits == 1 ? place : 8 - (bits * (place + 1)))) & escape;
            target[i] = value == escape ? reader.Next() : (byte)value;
        }
    }
}
