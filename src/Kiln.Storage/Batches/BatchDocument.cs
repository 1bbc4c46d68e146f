using Kiln.Storage.Documents;
using Kiln.Storage.Jobs;

namespace Kiln.Storage.Batches;

/// <summary>A batch as it is stored.</summary>
/// <param name="SchemaVersion">The form of what follows.</param>
/// <param name="Batch">The batch; null in the mark that its identifier was given up before the batch was stored.</param>
internal sealed record BatchDocument(int SchemaVersion, Batch? Batch) : IVersionedDocument
{
    public const string State = "state";
    public const string Surface = "surface";

    /// <summary>Set while there is something to do for it: jobs to store or to remove, or an end to find.</summary>
    public const string Open = "open";

    /// <summary>Set while jobs are still to be stored.</summary>
    public const string Expanding = "expanding";

    /// <summary>Set on the mark of an abandoned identifier.</summary>
    public const string Abandoned = "abandoned";

    public const string Set = "1";

    public static Batch? Read(StoredDocument document) => StoredJson.Read(document, StorageJson.Default.BatchDocument).Batch;

    public static DocumentWrite Write(Batch batch)
    {
        Dictionary<string, string> metadata = new() { [State] = batch.State.ToString(), [Surface] = JobMetadata.Word(batch.Surface) };
        if (batch.Name.Length > 0)
        {
            metadata[NameTerm(batch.Name)] = Set;
        }

        if (batch.CompletedAt is null || batch.Deleting)
        {
            metadata[Open] = Set;
        }

        if (batch.ExpandedAt is null)
        {
            metadata[Expanding] = Set;
        }

        foreach ((string name, string value) in batch.Labels)
        {
            metadata[JobMetadata.Label(name, value)] = Set;
        }

        return StoredJson.Write(new BatchDocument(StoredJson.CurrentVersion, batch), StorageJson.Default.BatchDocument, metadata);
    }

    public static DocumentWrite WriteAbandoned() => StoredJson.Write(
        new BatchDocument(StoredJson.CurrentVersion, null),
        StorageJson.Default.BatchDocument,
        new Dictionary<string, string> { [Abandoned] = Set });

    /// <summary>The metadata name of a batch's name, which is any text, as labels are; no label has an empty name.</summary>
    public static string NameTerm(string name) => JobMetadata.Label("", name);
}
