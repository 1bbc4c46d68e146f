namespace Kiln.Storage.Jobs;

/// <summary>The keys of job documents: organisation, kind, and the identifier turned so that listings come newest first.</summary>
internal static class JobKeys
{
    public static string Prefix(string organisationId) => $"{OrganisationId.Require(organisationId)}/jobs/";

    /// <summary>
    /// What the keys of a batch's jobs begin with: they are parts of the batch (<see cref="PartId"/>), so that a listing of them walks
    /// over no others, in the order of their index.
    /// </summary>
    public static string PrefixOfBatch(string organisationId, string batchId) =>
        Prefix(organisationId) + TimeOrderedKey.PrefixOfParts(batchId);

    /// <summary>Whether a job is found by the prefix of its batch.</summary>
    public static bool IsPart(string jobId, string batchId) =>
        jobId != batchId && PartId.IsRoot(batchId) && PartId.TryRead(jobId, out string? rootId, out _) && rootId == batchId;

    /// <summary>How the keys of a job's pages begin, by the key of the job.</summary>
    public static string PagePrefix(string key)
    {
        int kind = key.IndexOf('/', StringComparison.Ordinal);
        return $"{key[..kind]}/job-pages/{key[(key.LastIndexOf('/') + 1)..]}/";
    }

    /// <summary>The key of a job; null when nothing can be stored under the identifier.</summary>
    public static string? Find(string organisationId, string jobId) =>
        TimeOrderedKey.Find(jobId) is { } key ? Prefix(organisationId) + key : null;

    /// <summary>The key of a job.</summary>
    /// <exception cref="ArgumentException">The identifier is not a lower-case UUID.</exception>
    public static string Of(string organisationId, string jobId) => Prefix(organisationId) + TimeOrderedKey.Of(jobId);
}
