using Kiln.Lifecycle.Jobs;

namespace Kiln.Storage.Jobs;

/// <summary>One numbered page of jobs.</summary>
/// <param name="Jobs">The jobs, newest first; none beyond the end.</param>
/// <param name="Total">How many jobs the query asks for in all.</param>
public sealed record NumberedJobPage(IReadOnlyList<Job> Jobs, long Total);
