namespace Kiln.Storage.Runs;

/// <summary>One attempt at a run: what its files and samples are kept under.</summary>
/// <param name="OrganisationId">The owner.</param>
/// <param name="JobId">The run's job.</param>
/// <param name="Number">The attempt's number, from 1; a number is never used again in a job.</param>
public sealed record RunAttempt(string OrganisationId, string JobId, int Number)
{
    /// <summary>How the names of the attempt's content begin. The job's own content begins alike, so it goes with the job.</summary>
    internal string ContentPrefix => $"{ContentPrefixOf(OrganisationId, JobId)}{Number}/";

    internal string OutputsKey => $"{JobPrefix(OrganisationId, JobId)}{Number:D6}/outputs";

    internal string TelemetryKey => $"{JobPrefix(OrganisationId, JobId)}{Number:D6}/telemetry";

    /// <summary>How the names of the content of every attempt of a job begin.</summary>
    internal static string ContentPrefixOf(string organisationId, string jobId) => $"{organisationId}/jobs/{jobId}/attempts/";

    /// <summary>How the keys of every attempt of a job begin.</summary>
    internal static string JobPrefix(string organisationId, string jobId) =>
        $"{Storage.OrganisationId.Require(organisationId)}/run-attempts/{jobId}/";
}
