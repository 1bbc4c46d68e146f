using System.CommandLine;
using System.Text.Json.Nodes;
using static Kiln.Cli.Conversions.ConversionParameter;

namespace Kiln.Cli.Conversions;

/// <summary>Every parameter of a conversion as an option of the command line.</summary>
internal sealed class ConversionParameters
{
    private readonly IReadOnlyList<ConversionParameter> _all =
    [
        Integer("target_triangle_count", "--target-triangles", "Simplify to at most N triangles (1000-1000000)."),
        Number("threshold", "--threshold", "0.01-1", "Concavity limit of the convex decomposition; smaller means more hulls."),
        Integer("max_hulls", "--max-hulls", "At most N convex hulls per part (1-256)."),
        Number("mass_kg", "--mass", "KG", "Total mass; wins over --density."),
        Number("density_kg_m3", "--density", "KG/M3", "Uniform density."),
        Text("material", "--material", "NAME", "Physical material: sets density, friction and restitution."),
        Number("static_friction", "--static-friction", "0-10", "Coefficient of static friction."),
        Number("dynamic_friction", "--dynamic-friction", "0-10", "Coefficient of dynamic friction; not above the static one."),
        Number("restitution", "--restitution", "0-1", "Coefficient of restitution."),
        Text("up_axis", "--up-axis", "x|y|z|auto", "Up axis of the input; outputs are always Z up."),
        Text("unit", "--unit", "mm|cm|m|in|ft|auto", "Unit of the input; outputs are always metres."),
        Flag("optimize", "--no-optimize", false, "Leave triangles and textures as they are."),
        Flag("skip_validation", "--skip-validation", true, "Do not run the rule checks."),
        Text("usd_format", "--usd-format", "crate|text", "Encoding inside the .usd file (default: as the service is set)."),
        Flag("usdz", "--usdz", true, "Also make a .usdz package."),
        Text("preprocess", "--preprocess", "auto|always", "'always' puts a GLB through the preprocess too."),
        Integer("timeout_seconds", "--timeout", "Deadline of the whole job in seconds."),
        Text("callback_url", "--callback-url", "URL", "Webhook that is told when the job ends (https)."),
        Map("labels", "--label", "Label of the job; may be repeated."),
        Text("llm_provider", "--llm-provider", "NAME", "Hint for a configured material classifier."),
    ];

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var parameter in _all)
        {
            command.Options.Add(parameter.Option);
        }
    }

    /// <summary>The parameters that were given, under the API's names.</summary>
    public IReadOnlyDictionary<string, JsonNode> Read(ParseResult result)
    {
        var given = new Dictionary<string, JsonNode>();
        foreach (var parameter in _all)
        {
            if (parameter.Read(result) is { } value)
            {
                given.Add(parameter.Field, value);
            }
        }

        return given;
    }
}
