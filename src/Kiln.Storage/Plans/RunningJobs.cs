using System.Globalization;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Documents;

namespace Kiln.Storage.Plans;

/// <summary>
/// Which jobs of an organisation run at the same time, at most as many as its plan allows, over all processes. One document holds those
/// that run; a mark stands for each that waits. Who leaves hands its place to the next in the same write, so nobody overtakes: of the highest
/// priority the one that waits longest. Runs are named by identifiers that sort by age.
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
    /// <param name="priority">Its job's, 0 to 100: who has more goes first.</param>
    /// <param name="most">Places that the plan allows; at least 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> EnterAsync(
        string organisationId, string run, int priority, int most, CancellationToken cancellationToken = default)
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
                    await UnmarkAsync(organisationId, MarkOf(run, priority));
                    return true;
                }

                await BackOffAsync(organisationId, tries);
            }
            else if (!marked)
            {
                // Who left before the mark was there did not see it: look once more.
                await _documents.PutAsync(
                    Marks(organisationId) + MarkOf(run, priority), new DocumentWrite("{}"u8.ToArray()), WriteCondition.Always, cancellationToken);
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
    /// <param name="organisationId">The organisation.</param>
    /// <param name="run">The run.</param>
    /// <param name="priority">
    /// Its job's; null when that is not known any more: a mark that it may have left goes when its turn comes.
    /// </param>
    /// <param name="most">Places that the plan allows; at least 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<string>> LeaveAsync(
        string organisationId, string run, int? priority, int most, CancellationToken cancellationToken = default)
    {
        if (priority is { } known)
        {
            await UnmarkAsync(organisationId, MarkOf(run, known));
        }

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
            if ((await NextAsync(organisationId, 1, cancellationToken)).Count == 0 || running.Runs.Length >= most)
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

    /// <summary>Marks sort by who goes first.</summary>
    private static string MarkOf(string run, int priority) => string.Create(CultureInfo.InvariantCulture, $"{100 - priority:d3}-{run}");

    /// <summary>Marks of the first release are the run alone.</summary>
    private static string RunOf(string mark) => mark is [_, _, _, '-', ..] ? mark[4..] : mark;

    /// <summary>Writes who runs, with the next of those that wait in the free places, and answers these; null when somebody else wrote first.</summary>
    private async Task<IReadOnlyList<string>?> TryHandOverAsync(
        string organisationId, RunningJobsDocument running, string? etag, int most, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> next = await NextAsync(organisationId, most - running.Runs.Length, cancellationToken);
        string[] entering = [.. next.Select(RunOf).Except(running.Runs, StringComparer.Ordinal)];
        if (!await TryWriteAsync(organisationId, running with { Runs = running.Runs.AddRange(entering) }, etag, cancellationToken))
        {
            return null;
        }

        // Also the marks of those that had a place already: a crash fell between that and this.
        foreach (string mark in next)
        {
            await UnmarkAsync(organisationId, mark);
        }

        return entering;
    }

    /// <summary>The marks whose turn is next.</summary>
    private async Task<IReadOnlyList<string>> NextAsync(string organisationId, int count, CancellationToken cancellationToken)
    {
        string prefix = Marks(organisationId);
        List<string> next = [];
        string? token = null;
        while (next.Count < count)
        {
            DocumentPage page = await _documents.ListAsync(prefix, count - next.Count, token, cancellationToken);
            next.AddRange(page.Items.Select(item => item.Key[prefix.Length..]));
            token = page.ContinuationToken;
            if (token is null)
            {
                break;
            }
        }

        return next;
    }

    private Task<bool> UnmarkAsync(string organisationId, string mark) =>
        _documents.DeleteAsync(Marks(organisationId) + mark, ifMatch: null, CancellationToken.None);

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
