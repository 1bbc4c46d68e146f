using System.Collections.Immutable;
using System.Text.Json;
using Kiln.Functions.Http;
using Kiln.Storage.Runners;

namespace Kiln.Functions.Surfaces.Lynx.Runners;

/// <summary>Reads what a runner says of itself.</summary>
internal static class RunnerRegistration
{
    private const int LongestName = 200;

    /// <summary>The registration; refuses a body that is wrong with the path of each fault.</summary>
    public static NewRunner Read(JsonElement body, string organisationId)
    {
        MemberReader fields = new(body, rejectUnknown: true);
        string? name = fields.Text("name", LongestName, required: true);
        string? instanceKey = fields.Text("instance_key", LongestName, required: true);
        string? version = fields.Text("version", LongestName);
        ImmutableSortedDictionary<string, string> labels = fields.Labels("labels");
        RunnerCapabilities? capabilities = fields.Object("capabilities", required: true) is { } described ? ReadCapabilities(described) : null;
        fields.Finish().ThrowIfFaulty();
        return new NewRunner
        {
            OrganisationId = organisationId,
            Name = name!,
            InstanceKey = instanceKey!,
            Version = version,
            Capabilities = capabilities!,
            Labels = labels,
        };
    }

    private static RunnerCapabilities ReadCapabilities(MemberReader fields)
    {
        int jobs = fields.Integer("max_concurrent_jobs", 1, 10_000, required: true) ?? 1;
        int cores = fields.Integer("cpu_cores", 1, 100_000, required: true) ?? 1;
        double memory = fields.Number("memory_gb", required: true) ?? 1;
        if (memory <= 0)
        {
            fields.Fault("memory_gb", "Must be above 0");
        }

        bool gpu = fields.Flag("gpu_available") ?? false;
        IReadOnlyList<JsonElement> types = fields.Array("supported_simulation_types");
        if (types.Any(type => type.ValueKind != JsonValueKind.String || type.GetString()!.Length is 0 or > LongestName))
        {
            fields.Fault("supported_simulation_types", $"Must be a list of texts of 1 to {LongestName} characters");
            types = [];
        }

        fields.Finish();
        return new RunnerCapabilities(jobs, cores, memory, gpu, [.. types.Select(type => type.GetString()!).Distinct()]);
    }
}
