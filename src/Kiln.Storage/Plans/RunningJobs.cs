using Kiln.Storage.Concurrency;
using Kiln.Storage.Documents;

namespace Kiln.Storage.Plans;

/// <summary>
/// Which jobs of an organisation run at the same time, at most as many as its plan allows, over all processes. One document holds those
/// that run; a mark stands for each that waits. Who leaves hands its place to the one that waits longest in the same write, so nobody
/// overtakes. Runs are named by identifiers that sort by age.
/// </summary>
public sealed class RunningJobs
{
    private readonly IDocumentStore _documents;
    private readonly TimeProvider _time;

    /// <summary>Keeps the places in a document store.</summary>
    public RunningJobs(IDocumentStore documents, TimeProvider time)
    {
        _documents = documents;
        _time = time;
    }

    /// <summary>
    /// Takes a place for a run, unless it has one; false when there is none: then the run is marked, and gets a place when somebody leaves.
    /// </summary>
    /// <param name="organisationId">The organisation.</param>
    /// <param name="run">The run.</param>
    /// <param name="most">Places that the plan allows; at least 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> EnterAsync(string organisationId, string run, int most, CancellationToken cancellationToken = default)
    {
        bool marked = false;
        for (int tries = 1; ; tries++)
        {
            (RunningJobsDocument running, string? etag) = await ReadAsync(organisationId, cancellationToken);
            if (running.Runs.Contains(run))
            {
                return true;
            }

            if (running.Runs.Length < most)
            {
                if (await TryWriteAsync(organisationId, running with { Runs = running.Runs.Add(run) }, etag, cancellationToken))
                {
                    await UnmarkAsync(organisationId, run);
                    return true;
                }

                await BackOffAsync(organisationId, tries);
            }
            else if (!marked)
            {
                // Who left before the mark was there did not see it: look once more.
                await _documents.PutAsync(Mark(organisationId, run), new DocumentWrite("{}"u8.ToArray()), WriteCondition.Always, cancellationToken);
                marked = true;
            }
            else
            {
                return false;
            }
        }
    }

    /// <summary>
    /// Gives a run's place back, or its mark, and hands free places to those that wait; answers who got one. Again: nothing changes.
    /// </summary>
    public async Task<IReadOnlyList<string>> LeaveAsync(
        string organisationId, string run, int most, CancellationToken cancellationToken = default)
    {
        await UnmarkAsync(organisationId, run);
        for (int tries = 1; ; tries++)
        {
            (RunningJobsDocument running, string? etag) = await ReadAsync(organisationId, cancellationToken);
            if (!running.Runs.Contains(run))
            {
                return [];
            }

            RunningJobsDocument left = running with { Runs = running.Runs.Remove(run) };
            if (await TryHandOverAsync(organisationId, left, etag, most, cancellationToken) is { } entered)
            {
                // Whoever looked before this write and marked itself after the marks were read waits for nobody: look once more.
                return left.Runs.Length + entered.Count < most
                    ? [.. entered, .. await FillAsync(organisationId, most, cancellationToken)]
                    : entered;
            }

            await BackOffAsync(organisationId, tries);
        }
    }

    /// <summary>Hands free places to those that wait, should a crash or a larger plan have left some; answers who got one.</summary>
    public async Task<IReadOnlyList<string>> FillAsync(string organisationId, int most, CancellationToken cancellationToken = default)
    {
        for (int tries = 1; ; tries++)
        {
            (RunningJobsDocument running, string? etag) = await ReadAsync(organisationId, cancellationToken);
            if ((await OldestAsync(organisationId, 1, cancellationToken)).Count == 0 || running.Runs.Length >= most)
            {
                return [];
            }

            if (await TryHandOverAsync(organisationId, running, etag, most, cancellationToken) is { Count: > 0 } entered)
            {
                return entered;
            }

            await BackOffAsync(organisationId, tries);
        }
    }

    /// <summary>The runs that have a place.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(string organisationId, CancellationToken cancellationToken = default) =>
        (await ReadAsync(organisationId, cancellationToken)).Running.Runs;

    private static string Key(string organisationId) => $"{OrganisationId.Require(organisationId)}/plan/running";

    private static string Marks(string organisationId) => $"{OrganisationId.Require(organisationId)}/plan-waiting/";

    private static string Mark(string organisationId, string run) => Marks(organisationId) + run;

    /// <summary>Writes who runs, with those that wait longest in the free places, and answers these; null when somebody else wrote first.</summary>
    private async Task<IReadOnlyList<string>?> TryHandOverAsync(
        string organisationId, RunningJobsDocument running, string? etag, int most, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> next = await OldestAsync(organisationId, most - running.Runs.Length, cancellationToken);
        string[] entering = [.. next.Except(running.Runs, StringComparer.Ordinal)];
        if (!await TryWriteAsync(organisationId, running with { Runs = running.Runs.AddRange(entering) }, etag, cancellationToken))
        {
            return null;
        }

        // Also the marks of those that had a place already: a crash fell between that and this.
        foreach (string run in next)
        {
            await UnmarkAsync(organisationId, run);
        }

        return entering;
    }

    private async Task<IReadOnlyList<string>> OldestAsync(string organisationId, int count, CancellationToken cancellationToken)
    {
        string prefix = Marks(organisationId);
        List<string> oldest = [];
        string? token = null;
        while (oldest.Count < count)
        {
            DocumentPage page = await _documents.ListAsync(prefix, count - oldest.Count, token, cancellationToken);
            oldest.AddRange(page.Items.Select(item => item.Key[prefix.Length..]));
            token = page.ContinuationToken;
            if (token is null)
            {
                break;
            }
        }

        return oldest;
    }

    private Task<bool> UnmarkAsync(string organisationId, string run) =>
        _documents.DeleteAsync(Mark(organisationId, run), ifMatch: null, CancellationToken.None);

    private async Task<(RunningJobsDocument Running, string? ETag)> ReadAsync(string organisationId, CancellationToken cancellationToken) =>
        await _documents.GetAsync(Key(organisationId), cancellationToken) is { } document
            ? (StoredJson.Read(document, StorageJson.Default.RunningJobsDocument), document.ETag)
            : (RunningJobsDocument.None, null);

    private async Task<bool> TryWriteAsync(
        string organisationId, RunningJobsDocument running, string? etag, CancellationToken cancellationToken)
    {
        DocumentWrite write = StoredJson.Write(running, StorageJson.Default.RunningJobsDocument);
        WriteCondition condition = etag is null ? WriteCondition.Absent : WriteCondition.Matches(etag);
        return await _documents.PutAsync(Key(organisationId), write, condition, cancellationToken) is not null;
    }

    private Task BackOffAsync(string organisationId, int tries) => tries < RaceBackoff.MaximumTries
        ? RaceBackoff.WaitAsync(tries, _time)
        : throw new DocumentContentionException(Key(organisationId), tries);
}
