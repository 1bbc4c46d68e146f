using Kiln.Lifecycle.Jobs;

namespace Kiln.Storage.Jobs;

/// <summary>One page of jobs.</summary>
/// <param name="Jobs">The jobs, newest first; perhaps fewer than asked for.</param>
/// <param name="Cursor">Where the next page begins; null on the last one.</param>
public sealed record JobPage(IReadOnlyList<Job> Jobs, string? Cursor);
