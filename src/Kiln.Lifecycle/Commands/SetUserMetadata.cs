using System.Text.Json;

namespace Kiln.Lifecycle.Commands;

/// <summary>
/// Replaces what the client notes on a job, a stage or a task; also of a job that has ended. Noting something on a task is a sign of
/// life of whoever works on it: its lease is renewed for as long as it was last asked for.
/// </summary>
/// <param name="UserMetadata">The whole of the notes: an object.</param>
/// <param name="StageId">The stage; null for the job itself or a task.</param>
/// <param name="TaskId">The task; null for the job itself or a stage.</param>
public sealed record SetUserMetadata(JsonElement UserMetadata, string? StageId = null, string? TaskId = null) : JobCommand;
