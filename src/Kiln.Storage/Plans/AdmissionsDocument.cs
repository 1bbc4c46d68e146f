using System.Collections.Immutable;

namespace Kiln.Storage.Plans;

/// <summary>What of an organisation has been admitted and may not be stored yet.</summary>
/// <param name="SchemaVersion">The form of the record.</param>
/// <param name="Admitted">By the identifier of the job or batch.</param>
internal sealed record AdmissionsDocument(int SchemaVersion, ImmutableSortedDictionary<string, AdmittedJobs> Admitted) : IVersionedDocument
{
    public static AdmissionsDocument Empty { get; } =
        new(StoredJson.CurrentVersion, ImmutableSortedDictionary.Create<string, AdmittedJobs>(StringComparer.Ordinal));
}

/// <summary>Jobs that were admitted together.</summary>
/// <param name="IsBatch">Whether they are a batch.</param>
/// <param name="Jobs">How many there are.</param>
/// <param name="Since">When they were admitted.</param>
internal sealed record AdmittedJobs(bool IsBatch, int Jobs, DateTimeOffset Since);
