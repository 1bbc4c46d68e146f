namespace Kiln.Storage.Batches;

/// <summary>One page of batches.</summary>
/// <param name="Batches">The batches, newest first; perhaps fewer than asked for.</param>
/// <param name="Cursor">Where the next page begins; null on the last one.</param>
public sealed record BatchPage(IReadOnlyList<Batch> Batches, string? Cursor);
