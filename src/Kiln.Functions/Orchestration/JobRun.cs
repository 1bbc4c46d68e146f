using System.Globalization;

namespace Kiln.Functions.Orchestration;

/// <summary>One run of a job: what its orchestration is started with.</summary>
/// <param name="OrganisationId">The owner.</param>
/// <param name="JobId">The job.</param>
/// <param name="Number">How many times the job had been retried by hand when this run began.</param>
public sealed record JobRun(string OrganisationId, string JobId, int Number)
{
    /// <summary>Identifier of the run's orchestration instance, and name of the built-in worker that acts for it.</summary>
    public string InstanceId => Number == 0 ? JobId : $"{JobId}.{Number}";

    /// <summary>The run of an instance.</summary>
    public static JobRun Parse(string organisationId, string instanceId)
    {
        ArgumentNullException.ThrowIfNull(instanceId);
        string[] parts = instanceId.Split('.');
        return new JobRun(organisationId, parts[0], parts.Length == 1 ? 0 : int.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
