namespace Kiln.Storage.Plans;

/// <summary>Jobs that are about to be stored.</summary>
/// <param name="OrganisationId">The organisation that they will belong to.</param>
/// <param name="Id">The job, or the batch of jobs.</param>
/// <param name="IsBatch">Whether it is a batch.</param>
/// <param name="Jobs">How many jobs there will be.</param>
public sealed record Admission(string OrganisationId, string Id, bool IsBatch, int Jobs);
