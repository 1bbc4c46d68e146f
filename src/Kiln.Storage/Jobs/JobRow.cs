using Kiln.Lifecycle.Jobs;

namespace Kiln.Storage.Jobs;

/// <summary>What a listing knows of a job without reading it.</summary>
/// <param name="Id">The job.</param>
/// <param name="ETag">The version of its document.</param>
/// <param name="Type">Its type.</param>
/// <param name="Surface">The surface that it came in by.</param>
/// <param name="State">Where it stands.</param>
/// <param name="IsDriven">Whether somebody must act on it without being asked.</param>
/// <param name="HasCallback">Whether it has a webhook of its own.</param>
public sealed record JobRow(string Id, string ETag, string Type, string Surface, JobState State, bool IsDriven, bool HasCallback);
