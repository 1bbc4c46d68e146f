using System.Text.Json;
using System.Text.Json.Nodes;
using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Reporting;

/// <summary>Puts the report together from what the steps know.</summary>
internal static class ConversionReport
{
    private const int SchemaVersion = 1;

    // The contract's members first, in its order; what is beyond the contract follows as it comes.
    private static readonly string[] MemberOrder =
    [
        "units", "mass_kg", "density_kg_m3", "volume_m3", "mass_method", "center_of_mass_m", "inertia_diagonal_kg_m2",
        "principal_axes_wxyz", "material", "friction", "restitution", "collision", "geometry", "validation",
    ];

    /// <summary>
    /// Adds to the last step's part of the report what only the end can tell, and returns the whole: all steps' parts together are the
    /// same. Durations are no part of it, since it must not depend on the run.
    /// </summary>
    /// <param name="context">The validate step's context, with the fragments of all steps before it.</param>
    /// <param name="last">The validate step's own output.</param>
    public static JsonObject Complete(StepContext context, StepOutput last)
    {
        Dictionary<string, JsonNode?> members = new(StringComparer.Ordinal);
        JsonArray warnings = [];
        foreach (JsonObject fragment in context.List(ArtifactNames.FragmentPrefix)
            .Select(name => ReportJson.Read<JsonObject>(context.Read(name)))
            .OrderBy(fragment => fragment["order"]!.GetValue<int>()))
        {
            foreach ((string name, JsonNode? value) in fragment["report"]!.AsObject())
            {
                members[name] = value?.DeepClone();
            }

            foreach (JsonNode? warning in fragment["warnings"]!.AsArray())
            {
                warnings.Add(warning?.DeepClone());
            }
        }

        last.Report["geometry"] = Geometry(members);
        last.Report["collision"] = Collision(members, last.Report);
        last.Report["warnings"] = warnings;
        last.Report["input"] = Input(members, context.Source);
        last.Report["parameters"] = JsonSerializer.SerializeToNode(context.Parameters);
        last.Report["generator"] = ReportJson.Node(new { Name = "Kiln", Version = Version(), SchemaVersion });
        foreach ((string name, JsonNode? value) in last.Report)
        {
            members[name] = value?.DeepClone();
        }

        JsonObject report = [];
        foreach (string name in MemberOrder.Concat(members.Keys.Except(MemberOrder, StringComparer.Ordinal)))
        {
            report[name] = members.GetValueOrDefault(name);
        }

        return report;
    }

    // The contract shows unit and axes of the input beside the geometry.
    private static JsonNode? Geometry(Dictionary<string, JsonNode?> members)
    {
        JsonNode? geometry = members.GetValueOrDefault("geometry")?.DeepClone();
        if (geometry is JsonObject known && members.GetValueOrDefault("align") is JsonObject align)
        {
            foreach (string name in new[] { "input_unit", "input_up_axis", "unit_source" })
            {
                known[name] = align[name]?.DeepClone();
            }
        }

        return geometry;
    }

    // What was measured of the hulls stands before the list of them.
    private static JsonNode? Collision(Dictionary<string, JsonNode?> members, JsonObject last)
    {
        if (members.GetValueOrDefault("collision")?.DeepClone() is not JsonObject known || last["collision"] is not JsonObject measured)
        {
            return members.GetValueOrDefault("collision")?.DeepClone();
        }

        JsonNode? hulls = known["hulls"]?.DeepClone();
        known.Remove("hulls");
        foreach ((string name, JsonNode? value) in measured)
        {
            known[name] = value?.DeepClone();
        }

        known["hulls"] = hulls;
        return known;
    }

    // The file that was sent, beside what the step that read it said of the model in it.
    private static JsonObject Input(Dictionary<string, JsonNode?> members, SourceFile source)
    {
        JsonObject input = new() { ["name"] = source.Name, ["size_bytes"] = source.Length, ["sha256"] = source.Sha256 };
        foreach ((string name, JsonNode? value) in members.GetValueOrDefault("input") as JsonObject ?? [])
        {
            input[name] = value?.DeepClone();
        }

        return input;
    }

    private static string Version() => typeof(ConversionReport).Assembly.GetName().Version!.ToString(3);
}
