using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Functions.Orchestration;

/// <summary>One attempt of a built-in task, as its work sees it.</summary>
/// <param name="Job">The job when the attempt was claimed.</param>
/// <param name="Stage">The task's stage.</param>
/// <param name="Task">The task.</param>
/// <param name="Progress">Told the fraction done, 0–1.</param>
public sealed record Attempt(Job Job, Stage Stage, JobTask Task, IProgress<double> Progress);
