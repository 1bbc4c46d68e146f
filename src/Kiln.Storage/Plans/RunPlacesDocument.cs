using System.Collections.Immutable;

namespace Kiln.Storage.Plans;

/// <summary>The runs of an organisation that are under way on its runners, as its plan counts them.</summary>
/// <param name="SchemaVersion">The form of the record.</param>
/// <param name="Holders">Job to the place that it has.</param>
internal sealed record RunPlacesDocument(int SchemaVersion, ImmutableSortedDictionary<string, RunPlace> Holders) : IVersionedDocument
{
    public static RunPlacesDocument Empty { get; } =
        new(StoredJson.CurrentVersion, ImmutableSortedDictionary.Create<string, RunPlace>(StringComparer.Ordinal));
}

/// <summary>The place of a run.</summary>
/// <param name="Token">Token of the attempt that it was taken for.</param>
/// <param name="Since">When it was taken.</param>
internal sealed record RunPlace(string Token, DateTimeOffset Since);
