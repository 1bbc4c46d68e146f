namespace Kiln.Client;

/// <summary>How a list goes on after a page.</summary>
/// <param name="Next">Cursor of the next page; null on the last.</param>
public sealed record CursorPageMeta(string? Next);
