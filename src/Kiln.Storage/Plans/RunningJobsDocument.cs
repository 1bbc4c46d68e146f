using System.Collections.Immutable;

namespace Kiln.Storage.Plans;

/// <summary>The runs of an organisation that may use the service's own executors now.</summary>
/// <param name="SchemaVersion">The form of the record.</param>
/// <param name="Runs">Their identifiers.</param>
internal sealed record RunningJobsDocument(int SchemaVersion, ImmutableArray<string> Runs) : IVersionedDocument
{
    public static RunningJobsDocument None { get; } = new(StoredJson.CurrentVersion, []);
}
