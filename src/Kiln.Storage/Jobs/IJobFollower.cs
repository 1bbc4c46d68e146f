using Kiln.Lifecycle.Jobs;

namespace Kiln.Storage.Jobs;

/// <summary>
/// Keeps something in storage in step with jobs, such as an index: told of every change after it is durable and before anybody is
/// answered. What it keeps is derived and can be made again: a crash between the two writes leaves it behind, and a sweep catches up.
/// </summary>
public interface IJobFollower
{
    /// <summary>
    /// Follows a change. Changes of one job come one after the other in this process; other processes' come in any order, so one that
    /// wrote something is asked again when the job has moved on meanwhile.
    /// </summary>
    /// <param name="before">The job before; null when it is new.</param>
    /// <param name="after">The job after; null when it was deleted.</param>
    /// <returns>True when something was written.</returns>
    Task<bool> FollowAsync(Job? before, Job? after);
}
