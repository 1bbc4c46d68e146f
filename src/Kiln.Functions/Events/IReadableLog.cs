using Kiln.Lifecycle.Events;

namespace Kiln.Functions.Events;

/// <summary>A log that clients read while it grows.</summary>
internal interface IReadableLog
{
    /// <summary>How it stood when it was found.</summary>
    LogState State { get; }

    /// <summary>How it stands as soon as it goes beyond a sequence number or has ended, and at the latest after a wait; null when it is gone.</summary>
    Task<LogState?> WaitAsync(long after, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>The events beyond a sequence number in their order, not more than so many.</summary>
    Task<IEnumerable<JobEvent>> ReadAsync(long after, int most, CancellationToken cancellationToken);
}
