namespace Kiln.Storage.Jobs;

/// <summary>The keys of job documents: organisation, kind, and the identifier turned so that listings come newest first.</summary>
internal static class JobKeys
{
    public static string Prefix(string organisationId) => $"{OrganisationId.Require(organisationId)}/jobs/";

    /// <summary>The key of a job; null when nothing can be stored under the identifier.</summary>
    public static string? Find(string organisationId, string jobId) =>
        TimeOrderedKey.Find(jobId) is { } key ? Prefix(organisationId) + key : null;

    /// <summary>The key of a job.</summary>
    /// <exception cref="ArgumentException">The identifier is not a lower-case UUID.</exception>
    public static string Of(string organisationId, string jobId) => Prefix(organisationId) + TimeOrderedKey.Of(jobId);
}
