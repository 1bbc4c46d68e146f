namespace Kiln.Storage.Work.Runs;

/// <summary>What a runner asks of the queue of runs.</summary>
/// <param name="OrganisationId">The organisation whose runs it may take.</param>
/// <param name="Worker">The runner, as the job's record shows it.</param>
/// <param name="Lease">How long it may be silent.</param>
/// <param name="StartWithin">How soon the run must be reported as started.</param>
/// <param name="Fits">Whether it can take a run of such requirements now.</param>
/// <param name="Reserve">Books a run on the runner before it is claimed; false when the runner has no room for it after all.</param>
public sealed record RunClaim(
    string OrganisationId,
    string Worker,
    TimeSpan Lease,
    TimeSpan StartWithin,
    Func<RunRequirements, bool> Fits,
    Func<RunReservation, Task<bool>> Reserve);
