using System.Collections.Immutable;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Lifecycle.Transitions;

namespace Kiln.Storage.Tests.Support;

/// <summary>Jobs for tests: planned, with one stage of one task.</summary>
internal static class TestJobs
{
    public const string Organisation = "acme";
    public const string TaskId = "task-1";

    public static string NewId(DateTimeOffset time) => Guid.CreateVersion7(time).ToString("D");

    public static Job Create(
        DateTimeOffset now, int price = 0, string? id = null, Func<Submission, Submission>? change = null, int tasks = 1)
    {
        Submission submission = new()
        {
            Id = id ?? NewId(now),
            OrganisationId = Organisation,
            Surface = "conversions",
            Type = "glb_to_simready",
            Name = "Würfel.glb",
            Price = price,
        };
        Job job = JobLifecycle.Submit(change is null ? submission : change(submission), now);
        StagePlan stage = new()
        {
            Id = "stage-1",
            Type = "process",
            Executor = ExecutorKind.Worker,
            Tasks = [.. Enumerable.Range(1, tasks).Select(number => new TaskPlan($"task-{number}"))],
        };
        return Applied(JobLifecycle.Apply(job, new Plan(ImmutableArray.Create(stage)), now));
    }

    public static Job Applied(Outcome? outcome) => Assert.IsType<Outcome.Applied>(outcome).Job;
}
