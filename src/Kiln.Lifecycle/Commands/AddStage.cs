using Kiln.Lifecycle.Stages;

namespace Kiln.Lifecycle.Commands;

/// <summary>Adds a stage behind the present ones. Repeating it with the same identifier changes nothing.</summary>
/// <param name="Stage">The stage.</param>
public sealed record AddStage(StagePlan Stage) : JobCommand;
