using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Lifecycle.Transitions;
using Kiln.LocalHost.Storage;
using Kiln.Storage.Jobs;

namespace Kiln.Benchmarks.Jobs;

/// <summary>100,000 jobs of the development organisation that have ended, half of them well, written past the service.</summary>
internal static class StoredJobs
{
    private const int Count = 100_000;
    private const int Writers = 64;

    /// <summary>Writes them into the data directory of a service that does not run, and answers their identifiers.</summary>
    public static async Task<string[]> FillAsync(string directory)
    {
        await using SqliteDocumentStore documents = new(Path.Combine(directory, "documents.db"));
        JobStore jobs = new(documents, new JobStoreOptions(), TimeProvider.System);
        DateTimeOffset start = DateTimeOffset.UtcNow.AddDays(-7);
        string[] ids = new string[Count];
        await Parallel.ForAsync(0, Count, new ParallelOptions { MaxDegreeOfParallelism = Writers }, async (index, cancellationToken) =>
        {
            Job job = Ended(start.AddSeconds(index * 6), succeeds: index % 2 == 0);
            ids[index] = job.Id;
            await jobs.CreateAsync(job, cancellationToken);
        });
        return ids;
    }

    private static Job Ended(DateTimeOffset created, bool succeeds)
    {
        Submission submission = new()
        {
            Id = Guid.CreateVersion7(created).ToString("D"),
            OrganisationId = "development",
            Surface = "jobs",
            Type = "noop",
        };
        StagePlan stage = new() { Id = "step-1", Type = "noop", Tasks = [new TaskPlan("step-1")] };
        Job job = JobLifecycle.Apply(JobLifecycle.Submit(submission, created), new Plan([stage]), created).Job;
        job = JobLifecycle.Apply(job, new ClaimTask("step-1", "bench", "token", TimeSpan.FromMinutes(1)) { Start = true }, created).Job;
        JobCommand end = succeeds
            ? new CompleteTask("step-1", "token")
            : new FailAttempt("step-1", "token", Failure.Of(FailureCodes.ValidationError, "bench", FailurePhase.Processing, "step noop"));
        return JobLifecycle.Apply(job, end, created.AddSeconds(1)).Job;
    }
}
