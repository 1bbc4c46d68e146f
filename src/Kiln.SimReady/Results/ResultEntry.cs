namespace Kiln.SimReady.Results;

/// <summary>A file of a result ZIP.</summary>
/// <param name="Path">Path inside the ZIP, with forward slashes.</param>
/// <param name="OpenAsync">Opens the content for one forward reading; the archive disposes the stream.</param>
public sealed record ResultEntry(string Path, Func<CancellationToken, ValueTask<Stream>> OpenAsync);
