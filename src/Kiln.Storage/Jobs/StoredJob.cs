using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Jobs.Pages;

namespace Kiln.Storage.Jobs;

/// <summary>A job as it stands in storage.</summary>
/// <param name="Job">The job.</param>
/// <param name="ETag">The version of its document.</param>
/// <param name="Layout">Where its parts stand.</param>
internal sealed record StoredJob(Job Job, string ETag, JobLayout Layout);
