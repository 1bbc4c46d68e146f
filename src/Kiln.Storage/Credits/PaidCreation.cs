using Kiln.Storage.Jobs;

namespace Kiln.Storage.Credits;

/// <summary>The two writes of every submission that costs credits: first they are held, then what they are for is stored.</summary>
internal static class PaidCreation
{
    /// <summary>Makes both. Repeating it is harmless.</summary>
    /// <param name="reserve">Holds the credits; null where nothing costs anything.</param>
    /// <param name="isStored">Whether an earlier try came to the end.</param>
    /// <param name="store">Stores it; to be done whatever happens to the request, for the credits are held by then.</param>
    public static async Task<SubmissionOutcome> RunAsync(
        Func<Task<ReserveOutcome>>? reserve, Func<Task<bool>> isStored, Func<Task<JobCreation>> store)
    {
        switch (reserve is null ? ReserveOutcome.Reserved : await reserve())
        {
            case ReserveOutcome.InsufficientCredits:
                return SubmissionOutcome.InsufficientCredits;
            case ReserveOutcome.Settled:
                return await isStored() ? SubmissionOutcome.Exists : SubmissionOutcome.Abandoned;
        }

        return await store() switch
        {
            JobCreation.Created => SubmissionOutcome.Created,
            JobCreation.Exists => SubmissionOutcome.Exists,
            _ => SubmissionOutcome.Abandoned,
        };
    }
}
