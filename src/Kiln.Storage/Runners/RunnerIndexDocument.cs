namespace Kiln.Storage.Runners;

/// <summary>Leads from a token's hash, or from an instance key, to its runner.</summary>
/// <param name="SchemaVersion">The form of the record.</param>
/// <param name="OrganisationId">The owner.</param>
/// <param name="RunnerId">The runner.</param>
internal sealed record RunnerIndexDocument(int SchemaVersion, string OrganisationId, string RunnerId) : IVersionedDocument;
