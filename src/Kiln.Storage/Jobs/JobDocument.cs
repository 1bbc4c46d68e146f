using System.Collections.Immutable;
using System.Text.Json;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Storage.Documents;
using Kiln.Storage.Jobs.Pages;

namespace Kiln.Storage.Jobs;

/// <summary>A job as its own document holds it: the whole job, or the head of one that is too large for that.</summary>
/// <param name="SchemaVersion">The form of what follows.</param>
/// <param name="Job">The job, with what of it stands here; null in the mark that its identifier was given up or its job deleted.</param>
internal sealed record JobDocument(int SchemaVersion, Job? Job)
{
    /// <summary>A job that stands here whole; the form of the first release.</summary>
    private const int WholeVersion = 1;

    /// <summary>A job of which parts stand in pages.</summary>
    private const int PagedVersion = 2;

    /// <summary>Where the older events stand.</summary>
    public ImmutableArray<PageReference>? EventPages { get; init; }

    /// <summary>By stage, where its tasks stand; null for a stage whose tasks are all here.</summary>
    public ImmutableArray<StageLayout?>? StageLayouts { get; init; }

    /// <summary>The head of a document; its job is null when the document is a mark.</summary>
    /// <exception cref="InvalidDataException">The document was written by a later release.</exception>
    public static JobDocument Read(StoredDocument document)
    {
        JobDocument stored = JsonSerializer.Deserialize(document.Body.Span, StorageJson.Default.JobDocument)
            ?? throw new InvalidDataException($"Document '{document.Key}' is not a job.");
        return stored.SchemaVersion is WholeVersion or PagedVersion
            ? stored
            : throw new InvalidDataException(
                $"Job document '{document.Key}' has schema version {stored.SchemaVersion}; this release reads versions up to {PagedVersion}.");
    }

    /// <summary>What to write for a job, of which the pages of a layout hold their parts.</summary>
    public static DocumentWrite Write(Job job, JobLayout layout)
    {
        Dictionary<string, string> metadata = JobMetadata.Of(job);
        if (layout.IsWhole)
        {
            return new DocumentWrite(Serialize(new JobDocument(WholeVersion, job)), metadata);
        }

        Stage[] stages = [.. job.Stages];
        StageLayout?[] layouts = new StageLayout?[stages.Length];
        for (int index = 0; index < stages.Length; index++)
        {
            ImmutableArray<JobTask> tasks = stages[index].Tasks;
            if (layout.PagesOf(index) is { IsEmpty: false } pages)
            {
                ImmutableArray<int> places =
                [
                    .. pages.SelectMany(page => page.ChangedIn(tasks)),
                    .. Enumerable.Range((int)pages[^1].Reference.End, tasks.Length - (int)pages[^1].Reference.End),
                ];
                layouts[index] = new StageLayout([.. pages.Select(page => page.Reference)], places);
                stages[index] = stages[index] with { Tasks = [.. places.Select(place => tasks[place])] };
            }
        }

        JobDocument head = new(PagedVersion, job with { Stages = [.. stages] })
        {
            EventPages = layout.EventPages,
            StageLayouts = [.. layouts],
        };
        return new DocumentWrite(Serialize(head), metadata);
    }

    /// <summary>What to write to give an identifier up.</summary>
    public static DocumentWrite WriteMark() => new(
        Serialize(new JobDocument(WholeVersion, null)),
        new Dictionary<string, string> { [JobMetadata.Abandoned] = JobMetadata.Set });

    private static byte[] Serialize(JobDocument document) =>
        JsonSerializer.SerializeToUtf8Bytes(document, StorageJson.Default.JobDocument);
}
