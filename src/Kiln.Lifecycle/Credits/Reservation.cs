namespace Kiln.Lifecycle.Credits;

/// <summary>
/// Credits held for one run of a job. The job document decides between charge and refund; the ledger follows, as often as needed,
/// under an identity made of job and number.
/// </summary>
/// <param name="Number">1 for the first run, +1 for each manual retry.</param>
/// <param name="Amount">Credits held.</param>
/// <param name="Settlement">The decision.</param>
/// <param name="DecidedAt">When it was decided, or null.</param>
/// <param name="AppliedAt">When the ledger was seen to hold it, or null.</param>
public sealed record Reservation(
    int Number, int Amount, Settlement Settlement = Settlement.Open, DateTimeOffset? DecidedAt = null, DateTimeOffset? AppliedAt = null);
