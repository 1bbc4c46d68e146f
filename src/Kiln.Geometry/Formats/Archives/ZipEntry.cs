namespace Kiln.Geometry.Formats.Archives;

/// <summary>A file in an archive, as its central directory states it.</summary>
/// <param name="Path">Path with forward slashes, already checked to stay inside the archive.</param>
/// <param name="Method">0 stored, 8 deflated.</param>
/// <param name="PackedLength">Bytes in the archive.</param>
/// <param name="Length">Bytes unpacked.</param>
/// <param name="Checksum">CRC-32 of the unpacked bytes.</param>
/// <param name="HeaderOffset">Offset of the local header.</param>
internal sealed record ZipEntry(string Path, int Method, long PackedLength, long Length, uint Checksum, long HeaderOffset);
