using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Content;
using Kiln.Storage.Documents;
using Kiln.Storage.Jobs;

namespace Kiln.Storage.Runs;

/// <summary>
/// What attempts at runs leave behind: files, uploaded by presigned URLs, and samples, appended call by call. Each attempt has its own,
/// so one that was superseded spoils nothing. All of it goes with the job.
/// </summary>
public sealed class AttemptStore : IJobFollower
{
    private const string TelemetryContentType = "application/x-ndjson";

    private readonly IDocumentStore _documents;
    private readonly IContentStore _content;
    private readonly CombinedRecord<AttemptOutputs> _outputs;
    private readonly CombinedRecord<AttemptTelemetry> _telemetry;

    /// <summary>Keeps the records in a document store, files and samples in a content store.</summary>
    public AttemptStore(IDocumentStore documents, IContentStore content, TimeProvider time)
    {
        _documents = documents;
        _content = content;
        _outputs = new CombinedRecord<AttemptOutputs>(documents, StorageJson.Default.AttemptOutputs, time);
        _telemetry = new CombinedRecord<AttemptTelemetry>(documents, StorageJson.Default.AttemptTelemetry, time);
    }

    /// <summary>
    /// Notes the files that an attempt is going to upload. One that was announced before under the same name is replaced as long as it has
    /// not come. False, and nothing is noted, when there would be more than <paramref name="most"/>.
    /// </summary>
    public async Task<bool> AnnounceAsync(RunAttempt attempt, IReadOnlyCollection<AnnouncedOutput> files, int most)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        bool fits = false;
        await _outputs.ChangeAsync(attempt.OutputsKey, stored =>
        {
            AttemptOutputs outputs = stored ?? AttemptOutputs.Empty;
            AttemptOutputs more = outputs with { Files = outputs.Files.SetItems(files.Select(file => KeyValuePair.Create(file.Name, file))) };
            fits = more.Files.Count <= most;
            return fits ? more : stored;
        });
        return fits;
    }

    /// <summary>Mints the URL of one announced upload.</summary>
    public Task<PresignedUpload> CreateUploadAsync(
        RunAttempt attempt, AnnouncedOutput file, TimeSpan lifetime, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        return _content.CreateUploadAsync(ContentOf(attempt, file.Name), file.ContentType, lifetime, file.Length, cancellationToken);
    }

    /// <summary>The files that an attempt announced.</summary>
    public async Task<AttemptOutputs> GetOutputsAsync(RunAttempt attempt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        return await _outputs.GetAsync(attempt.OutputsKey, cancellationToken) ?? AttemptOutputs.Empty;
    }

    /// <summary>Whether an announced file has come, in the size that was announced and, when that was named, with its checksum.</summary>
    public async Task<bool> HasArrivedAsync(
        RunAttempt attempt, AnnouncedOutput file, bool verifyChecksum, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ContentName name = ContentOf(attempt, file.Name);
        if (await _content.GetPropertiesAsync(name, cancellationToken) is not { } properties || properties.Length != file.Length)
        {
            return false;
        }

        if (!verifyChecksum || file.Sha256 is null)
        {
            return true;
        }

        await using Stream? stream = await _content.OpenReadAsync(name, cancellationToken);
        return stream is not null
            && Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken)) == file.Sha256;
    }

    /// <summary>Mints the URL of a download.</summary>
    public Task<Uri> CreateDownloadUrlAsync(RunAttempt attempt, string file, TimeSpan lifetime, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        return _content.CreateDownloadUrlAsync(ContentOf(attempt, file), file[(file.LastIndexOf('/') + 1)..], lifetime, cancellationToken);
    }

    /// <summary>How far an attempt's telemetry has come.</summary>
    public async Task<AttemptTelemetry> GetTelemetryAsync(RunAttempt attempt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        return await _telemetry.GetAsync(attempt.TelemetryKey, cancellationToken) ?? AttemptTelemetry.Empty;
    }

    /// <summary>
    /// Appends the samples of one call, once: they are content before the record counts them, and what the record does not count is not
    /// shown. False when the record has moved on from <paramref name="before"/>: another call was quicker.
    /// </summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="before">The record as it was read.</param>
    /// <param name="after">The record with the samples.</param>
    /// <param name="samples">The samples as NDJSON.</param>
    public async Task<bool> AppendAsync(RunAttempt attempt, AttemptTelemetry before, AttemptTelemetry after, ReadOnlyMemory<byte> samples)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);

        // Named by its content as well, so that of two calls with one number each has its own, and the record says whose counts.
        string piece = PieceOf(before.NextSequence, samples);
        using MemoryStream content = new(samples.ToArray(), writable: false);
        ContentName name = new(ContentArea.Outputs, $"{attempt.ContentPrefix}telemetry/{piece}");
        await _content.WriteAsync(name, content, TelemetryContentType);
        bool appended = false;
        await _telemetry.ChangeAsync(attempt.TelemetryKey, stored =>
        {
            appended = (stored ?? AttemptTelemetry.Empty).NextSequence == before.NextSequence;
            return appended ? after : stored;
        });
        if (!appended)
        {
            await _content.DeleteAsync(name);
        }

        return appended;
    }

    /// <summary>
    /// Writes an attempt's samples to a stream, as NDJSON in the order of the calls; a call that the record does not count yet is left out.
    /// </summary>
    public async Task CopyTelemetryAsync(RunAttempt attempt, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(destination);
        string prefix = $"{attempt.ContentPrefix}telemetry/";
        AttemptTelemetry counted = await GetTelemetryAsync(attempt, cancellationToken);
        string end = prefix + NumberOf(counted.NextSequence);
        await foreach (string piece in _content.ListAsync(ContentArea.Outputs, prefix, cancellationToken))
        {
            if (string.CompareOrdinal(piece, end) >= 0)
            {
                return;
            }

            await using Stream? stream = await _content.OpenReadAsync(new ContentName(ContentArea.Outputs, piece), cancellationToken);
            if (stream is not null)
            {
                await stream.CopyToAsync(destination, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<bool> FollowAsync(Job? before, Job? after)
    {
        if (after is not null || before?.BatchId is null)
        {
            return false;
        }

        await RemoveRecordsAsync(before.OrganisationId, before.Id, CancellationToken.None);
        return true;
    }

    /// <summary>Removes what every attempt of a job left behind.</summary>
    public async Task RemoveAsync(string organisationId, string jobId, CancellationToken cancellationToken = default)
    {
        await foreach (string name in _content.ListAsync(
            ContentArea.Outputs, RunAttempt.ContentPrefixOf(organisationId, jobId), cancellationToken))
        {
            await _content.DeleteAsync(new ContentName(ContentArea.Outputs, name), cancellationToken);
        }

        await RemoveRecordsAsync(organisationId, jobId, cancellationToken);
    }

    private async Task RemoveRecordsAsync(string organisationId, string jobId, CancellationToken cancellationToken)
    {
        string prefix = RunAttempt.JobPrefix(organisationId, jobId);
        await foreach (DocumentListItem record in _documents.EnumerateAsync(prefix, null, cancellationToken))
        {
            await _documents.DeleteAsync(record.Key, ifMatch: null, cancellationToken);
        }
    }

    private static string PieceOf(long sequence, ReadOnlyMemory<byte> samples) =>
        $"{NumberOf(sequence)}-{Convert.ToHexStringLower(SHA256.HashData(samples.Span).AsSpan(0, 8))}";

    /// <summary>Numbers of calls in the order of text.</summary>
    private static string NumberOf(long sequence) => sequence.ToString("D12", CultureInfo.InvariantCulture);

    /// <summary>Names of files are any text, and names of content are not.</summary>
    private static ContentName ContentOf(RunAttempt attempt, string file)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file)));
        return new ContentName(ContentArea.Outputs, $"{attempt.ContentPrefix}outputs/{hash}");
    }
}
