namespace Kiln.Functions.Batches;

/// <summary>Where the orchestration of a batch stands.</summary>
/// <param name="OrganisationId">The owner.</param>
/// <param name="BatchId">The batch.</param>
/// <param name="Cursor">How far the cancelling or removing of its jobs has come; null before.</param>
public sealed record BatchRun(string OrganisationId, string BatchId, string? Cursor = null);
