using System.Collections.Immutable;

namespace Kiln.Storage.Runs;

/// <summary>The files of one attempt, uploaded or not.</summary>
/// <param name="SchemaVersion">The form of the record.</param>
/// <param name="Files">The files by name.</param>
public sealed record AttemptOutputs(int SchemaVersion, ImmutableSortedDictionary<string, AnnouncedOutput> Files) : IVersionedDocument
{
    /// <summary>No files.</summary>
    public static AttemptOutputs Empty { get; } = new(
        StoredJson.CurrentVersion, ImmutableSortedDictionary.Create<string, AnnouncedOutput>(StringComparer.Ordinal));
}
