using System.Collections.Immutable;
using Kiln.Lifecycle.Stages;

namespace Kiln.Lifecycle.Commands;

/// <summary>Adds tasks to a stage that has not begun: all of them or none. Known identifiers are passed over.</summary>
/// <param name="StageId">The stage.</param>
/// <param name="Tasks">The tasks; none changes nothing.</param>
public sealed record AddTasks(string StageId, ImmutableArray<TaskPlan> Tasks) : JobCommand;
