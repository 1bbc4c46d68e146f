using System.Collections.Immutable;
using Kiln.Lifecycle.Stages;

namespace Kiln.Lifecycle.Commands;

/// <summary>Gives an accepted job its stages. A job that has them already is left as it is.</summary>
/// <param name="Stages">The stages in order; may be empty for a job that takes them later.</param>
public sealed record Plan(ImmutableArray<StagePlan> Stages) : JobCommand;
