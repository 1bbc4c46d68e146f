namespace Kiln.Storage.Work.Runs;

/// <summary>A run that waits for a runner, as a listing found it.</summary>
/// <param name="Key">Its document.</param>
/// <param name="ETag">The document's version, so that only what was seen is removed.</param>
/// <param name="Number">The run's number in its batch, from 1.</param>
/// <param name="NotBefore">When it may be taken; null for at once.</param>
internal sealed record ReadyRun(string Key, string ETag, uint Number, DateTimeOffset? NotBefore);
