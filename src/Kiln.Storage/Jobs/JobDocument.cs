using System.Text.Json;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Documents;

namespace Kiln.Storage.Jobs;

/// <summary>A job as it is stored.</summary>
/// <param name="SchemaVersion">The form of what follows.</param>
/// <param name="Job">The job; null in the mark that its identifier was given up before the job was made.</param>
internal sealed record JobDocument(int SchemaVersion, Job? Job)
{
    private const int CurrentVersion = 1;

    /// <summary>The job of a document; null when the document marks an abandoned identifier.</summary>
    /// <exception cref="InvalidDataException">The document was written by a later release.</exception>
    public static Job? Read(StoredDocument document)
    {
        JobDocument stored = JsonSerializer.Deserialize(document.Body.Span, StorageJson.Default.JobDocument)
            ?? throw new InvalidDataException($"Document '{document.Key}' is not a job.");
        return stored.SchemaVersion == CurrentVersion
            ? stored.Job
            : throw new InvalidDataException(
                $"Job document '{document.Key}' has schema version {stored.SchemaVersion}; this release reads version {CurrentVersion}.");
    }

    /// <summary>What to write for a job.</summary>
    public static DocumentWrite Write(Job job) => new(Serialize(new JobDocument(CurrentVersion, job)), JobMetadata.Of(job));

    /// <summary>What to write to give an identifier up.</summary>
    public static DocumentWrite WriteAbandoned() => new(
        Serialize(new JobDocument(CurrentVersion, null)),
        new Dictionary<string, string> { [JobMetadata.Abandoned] = JobMetadata.Set });

    private static byte[] Serialize(JobDocument document) =>
        JsonSerializer.SerializeToUtf8Bytes(document, StorageJson.Default.JobDocument);
}
