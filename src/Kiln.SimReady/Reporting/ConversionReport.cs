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

    /// <summary>The whole report; durations are no part of it, since it must not depend on the run.</summary>
    /// <param name="context">The validate step's context, with the fragments of all steps before it.</param>
    /// <param name="last">The validate step's own output.</param>
    public static JsonObject Merge(StepContext context, StepOutput last)
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

        foreach ((string name, JsonNode? value) in last.Report)
        {
            members[name] = value?.DeepClone();
        }

        AddInputFrame(members);
        JsonObject input = members.Remove("input", out JsonNode? model) && model is JsonObject read ? read : [];
        input["name"] = context.Source.Name;
        input["size_bytes"] = context.Source.Length;
        input["sha256"] = context.Source.Sha256;
        JsonObject report = [];
        foreach (string name in MemberOrder.Concat(members.Keys.Except(MemberOrder, StringComparer.Ordinal)))
        {
            report[name] = members.GetValueOrDefault(name);
        }

        report["warnings"] = warnings;
        report["input"] = input;
        report["parameters"] = JsonSerializer.SerializeToNode(context.Parameters);
        report["generator"] = ReportJson.Node(new { Name = "Kiln", Version = Version(), SchemaVersion });
        return report;
    }

    // The contract shows unit and axes of the input beside the geometry.
    private static void AddInputFrame(Dictionary<string, JsonNode?> members)
    {
        if (members.GetValueOrDefault("geometry") is JsonObject geometry && members.GetValueOrDefault("align") is JsonObject align)
        {
            foreach (string name in new[] { "input_unit", "input_up_axis", "unit_source" })
            {
                geometry[name] = align[name]?.DeepClone();
            }
        }
    }

    private static string Version() => typeof(ConversionReport).Assembly.GetName().Version!.ToString(3);
}
