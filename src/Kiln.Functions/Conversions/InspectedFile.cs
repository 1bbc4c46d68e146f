namespace Kiln.Functions.Conversions;

/// <summary>A received file that is a model by its name, header and layout.</summary>
/// <param name="File">The file; its ETag names the version that was looked at.</param>
/// <param name="Archive">What is known of a ZIP, or null.</param>
internal sealed record InspectedFile(ReceivedFile File, ArchiveMetadata? Archive);
