using System.Runtime.CompilerServices;

namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>
/// Hands out a decoder's arrays and counts them, so that a stream of a few bytes cannot claim gigabytes. Entropy coding says many
/// equal numbers in next to no bytes: flat grids, which compress best, take some 500 bytes of memory for each of the stream. So the
/// allowance is four times that.
/// </summary>
internal sealed class DracoBudget(int streamLength, string where)
{
    private const long MemoryPerByte = 2048;
    private const long MemoryForAnyStream = 4 * 1024 * 1024;

    private long _left = MemoryForAnyStream + (streamLength * MemoryPerByte);

    /// <summary>An array of zeros.</summary>
    /// <exception cref="InvalidModelException">The stream claims more than its length can hold.</exception>
    public T[] Take<T>(long count)
        where T : unmanaged
    {
        long size = count * Unsafe.SizeOf<T>();
        if (size < 0 || size > _left || count > Array.MaxLength)
        {
            throw new InvalidModelException(
                $"The Draco-compressed data is damaged: its {streamLength} bytes claim {count} elements more than they can hold", where);
        }

        _left -= size;
        return new T[count];
    }
}
