namespace Kiln.Geometry.Formats.Gltf;

/// <summary>
/// Counts the memory that a file's arrays take against the file's own length. Accessors without a buffer, views that overlap,
/// compressed streams and primitives that share their vertices can all ask for any amount in a few bytes of JSON.
/// </summary>
internal sealed class GltfMemory(ModelReaderLimits limits, long fileLength)
{
    /// <summary>More than the arrays of a real file take for each of its bytes, compressed ones included.</summary>
    private const int BytesPerByte = 64;

    private long _left = limits.MaxExpandedBytes + (fileLength * BytesPerByte);

    /// <summary>Takes note of a side file, which counts as part of the file.</summary>
    public void AddSideFile(long length) => _left += length * BytesPerByte;

    /// <summary>Takes memory, before it is allocated.</summary>
    /// <exception cref="InvalidModelException">All arrays so far are out of proportion to the file.</exception>
    public void Take(long bytes, string where)
    {
        _left -= bytes;
        if (_left < 0)
        {
            throw new InvalidModelException(
                $"The arrays of the model take more than {BytesPerByte} times the file's size and {limits.MaxExpandedBytes} bytes in memory", where);
        }
    }
}
