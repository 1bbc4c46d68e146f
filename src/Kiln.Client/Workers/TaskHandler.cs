using System.Text.Json;

namespace Kiln.Client.Workers;

/// <summary>Does the work of one task.</summary>
/// <param name="context">The task, and how to report on it.</param>
/// <param name="cancellationToken">
/// Trips when the attempt is to stop: the job was cancelled or paused, the lease is lost, or the worker stops. Leave by
/// <see cref="OperationCanceledException"/> then; what finishes all the same counts while the lease still holds.
/// </param>
/// <returns>What the work made, small, with references to large things; null for nothing.</returns>
/// <exception cref="WorkFailedException">The work failed; the exception says whether another attempt may help.</exception>
public delegate Task<JsonElement?> TaskHandler(TaskContext context, CancellationToken cancellationToken);
