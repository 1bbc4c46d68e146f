using System.Text.Json;
using Kiln.Functions.Surfaces.Lynx.EarlyTermination;
using Kiln.Functions.Surfaces.Lynx.Sampling;

namespace Kiln.Functions.Surfaces.Lynx.Studies;

/// <summary>A Monte-Carlo study: one configuration, run many times with parameters of its own each time.</summary>
internal sealed record Study
{
    /// <summary>The configuration as it was sent, engine options and all.</summary>
    public required JsonElement Config { get; init; }

    /// <summary>
    /// What a runner is not told of by a member of its own: all of the configuration, options of the engine among it, but for what is
    /// told apart and the dispersions, of which a run has its values.
    /// </summary>
    public required JsonElement Rest { get; init; }

    /// <summary>How many runs.</summary>
    public required int Runs { get; init; }

    /// <summary>How the runs cover the parameters' ranges.</summary>
    public required SamplingMethod Method { get; init; }

    /// <summary>Seed of everything that is drawn; null while none was drawn.</summary>
    public required long? Seed { get; init; }

    /// <summary>The tag by which runners are matched.</summary>
    public required string SimulationType { get; init; }

    /// <summary>The distribution of each parameter, in the order of the configuration.</summary>
    public required IReadOnlyDictionary<string, Distribution> Dispersions { get; init; }

    /// <summary>The units of those parameters that name some.</summary>
    public required IReadOnlyDictionary<string, string> Units { get; init; }

    /// <summary>What each run needs.</summary>
    public required ResourceRequest Request { get; init; }

    /// <summary>Most runs at a time, or null.</summary>
    public required int? MaxParallelJobs { get; init; }

    /// <summary>Longest time of a run from its start, in seconds.</summary>
    public required int TimeoutSeconds { get; init; }

    /// <summary>How often a failed run is tried again.</summary>
    public required int MaxRetries { get; init; }

    /// <summary>0–100; larger goes first.</summary>
    public required int Priority { get; init; }

    /// <summary>The conditions that end a run early, in their order; empty when they are not enabled.</summary>
    public required IReadOnlyList<TerminationCondition> Conditions { get; init; }

    /// <summary>A member of the configuration; null when it has none of this name.</summary>
    public JsonElement? Part(string name) => Config.TryGetProperty(name, out JsonElement part) ? part : null;
}
