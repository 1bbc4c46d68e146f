namespace Kiln.Geometry.Formats.Inspection;

/// <summary>What an archive holds.</summary>
/// <param name="Primary">Path of the one model in it.</param>
/// <param name="Entries">Number of files.</param>
/// <param name="UncompressedBytes">Bytes of all files together, unpacked.</param>
public sealed record ArchiveSummary(string Primary, int Entries, long UncompressedBytes);
