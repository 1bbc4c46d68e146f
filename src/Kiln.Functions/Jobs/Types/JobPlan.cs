using System.Collections.Immutable;
using System.Text.Json;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Functions.Jobs.Types;

/// <summary>What a job type makes of a request. Meanings are those of <see cref="Submission"/>.</summary>
/// <param name="Stages">The stages in order.</param>
internal sealed record JobPlan(ImmutableArray<StagePlan> Stages)
{
    /// <summary>What people call the job.</summary>
    public string Name { get; init; } = "";

    /// <summary>Facts about the input.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>False when stages will be added later.</summary>
    public bool Sealed { get; init; } = true;

    /// <summary>From when the time-out counts.</summary>
    public DeadlineStart DeadlineStart { get; init; }
}
