using System.Collections.Immutable;

namespace Kiln.Storage.Work.Runs;

/// <summary>Who of a batch runs at the moment.</summary>
/// <param name="SchemaVersion">The form of the record.</param>
/// <param name="Holders">Number of the run to the token of its attempt.</param>
internal sealed record SlotDocument(int SchemaVersion, ImmutableSortedDictionary<uint, string> Holders) : IVersionedDocument
{
    public static SlotDocument Empty { get; } = new(StoredJson.CurrentVersion, ImmutableSortedDictionary<uint, string>.Empty);
}
