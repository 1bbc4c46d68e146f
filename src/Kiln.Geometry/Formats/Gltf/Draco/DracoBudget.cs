namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>
/// Hands out a decoder's arrays and counts them, so that a stream of a few bytes cannot claim gigabytes. Entropy coding can say
/// many equal numbers in next to no bytes, so the allowance is generous, but it is a fixed multiple of the stream's length.
/// </summary>
internal sealed class DracoBudget(int streamLength, string where)
{
    private const long NumbersPerByte = 4096;
    private const long NumbersForAnyStream = 65536;

    private long _left = NumbersForAnyStream + (streamLength * NumbersPerByte);

    /// <summary>Zeroed numbers.</summary>
    /// <exception cref="InvalidModelException">The stream claims more than its length can hold.</exception>
    public T[] Take<T>(long count)
        where T : unmanaged
    {
        _left -= count;
        return _left >= 0 && count >= 0 && count <= Array.MaxLength
            ? new T[count]
            : throw new InvalidModelException(
                $"The Draco-compressed data is damaged: its {streamLength} bytes claim {count} numbers more than they can hold", where);
    }
}
