using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Kiln.Functions.Http;
using Kiln.Functions.Jobs.Payload;
using Kiln.Functions.Jobs.Types;
using Kiln.Lifecycle.Jobs;
using Kiln.SimReady.Results;
using Kiln.Storage.Batches;
using Kiln.Storage.Jobs;

namespace Kiln.Functions.Batches;

/// <summary>
/// The files of all jobs of a batch as one ZIP: a folder for each job, named by its index, with <c>job.json</c> and the files that
/// the job made: of workers' jobs <c>results.json</c>, the results by task. Jobs are read page by page while the ZIP is sent.
/// </summary>
public sealed class BatchArchive(JobStore jobs, JobTypes types, TimeProvider clock)
{
    private const int PageSize = 50;

    /// <summary>Writes the ZIP.</summary>
    public Task WriteAsync(Stream destination, Batch batch, CancellationToken cancellationToken) =>
        ResultArchive.WriteAsync(destination, ReadAsync(batch, cancellationToken), cancellationToken);

    private static ResultEntry Entry<T>(string path, T content) => new(
        path, _ => ValueTask.FromResult<Stream>(new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(content, Json.Options), writable: false)));

    private async IAsyncEnumerable<ResultEntry> ReadAsync(Batch batch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            JobPage page = await jobs.ListAsync(new JobQuery(batch.OrganisationId) { BatchId = batch.Id }, PageSize, cursor, cancellationToken);
            foreach (ResultEntry entry in page.Jobs.SelectMany(EntriesOf))
            {
                yield return entry;
            }

            cursor = page.Cursor;
        }
        while (cursor is not null);
    }

    private IEnumerable<ResultEntry> EntriesOf(Job job)
    {
        string folder = Batch.IndexOf(job.Id).ToString("d6", CultureInfo.InvariantCulture);
        yield return Entry($"{folder}/job.json", JobPayload.Of(job, clock.GetUtcNow()));
        if (job.State == JobState.Succeeded && types.Find(job.Type) is { } type)
        {
            foreach (ResultEntry made in type.ResultsOf(job).OrderBy(entry => entry.Path, StringComparer.Ordinal))
            {
                yield return made with { Path = $"{folder}/{made.Path}" };
            }
        }
    }
}
