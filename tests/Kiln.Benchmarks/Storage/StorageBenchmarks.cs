using System.Diagnostics;
using System.Globalization;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Lifecycle.Transitions;
using Kiln.LocalHost.Storage;
using Kiln.Storage.Jobs;

namespace Kiln.Benchmarks.Storage;

/// <summary>Measures the job store on the local documents: durable changes a second, and reads with 100,000 jobs stored.</summary>
internal static class StorageBenchmarks
{
    private const string Organisation = "bench";
    private const int Jobs = 100_000;
    private const int Writers = 64;
    private const int Rounds = 200;

    public static async Task RunAsync()
    {
        string directory = Directory.CreateTempSubdirectory("kiln-bench-").FullName;
        try
        {
            await using SqliteDocumentStore documents = new(Path.Combine(directory, "documents.db"));
            JobStore jobs = new(documents, new JobStoreOptions(), TimeProvider.System);
            string[] ids = await FillAsync(jobs);
            await MeasureUpdatesAsync(jobs, ids);
            await MeasureReadsAsync(jobs, ids);
            await BatchBenchmark.RunAsync(documents, jobs);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<string[]> FillAsync(JobStore jobs)
    {
        string[] ids = new string[Jobs];
        DateTimeOffset start = DateTimeOffset.UtcNow.AddDays(-7);
        long began = Stopwatch.GetTimestamp();
        await ForEachAsync(Jobs, async index =>
        {
            Job job = NewJob(start.AddSeconds(index * 6));
            ids[index] = job.Id;
            await jobs.CreateAsync(job);
        });
        Report("storage.creates_per_second", Jobs / Stopwatch.GetElapsedTime(began).TotalSeconds, "1/s");
        return ids;
    }

    private static async Task MeasureUpdatesAsync(JobStore jobs, string[] ids)
    {
        // One job in a thousand stays active, so that the filters have something rare to find.
        long began = Stopwatch.GetTimestamp();
        await ForEachAsync(Jobs, async index =>
        {
            if (index % 1000 != 0)
            {
                await jobs.UpdateAsync(Organisation, ids[index], new CancelNow());
            }
        });
        Report("storage.commands_per_second", Jobs * 0.999 / Stopwatch.GetElapsedTime(began).TotalSeconds, "1/s");
    }

    private static async Task MeasureReadsAsync(JobStore jobs, string[] ids)
    {
        JobQuery all = new(Organisation);
        await MeasureAsync("storage.get_100k", index => jobs.GetAsync(Organisation, ids[(index * 7919) % Jobs]));
        await MeasureAsync("storage.list_100k", _ => jobs.ListAsync(all, 50, cursor: null));
        await MeasureAsync("storage.list_rare_100k", _ => jobs.ListAsync(all with { States = [JobState.Queued] }, 50, cursor: null));
        await MeasureAsync("storage.list_common_100k", _ => jobs.ListAsync(all with { States = [JobState.Cancelled] }, 50, cursor: null));
        JobQuery narrow = all with { States = [JobState.Queued, JobState.Running, JobState.Failed], Surface = "conversions" };
        await MeasureAsync("storage.list_states_surface_100k", _ => jobs.ListAsync(narrow, 50, cursor: null));
        await MeasureAsync("storage.numbered_page_100k", _ => jobs.ListAsync(all with { Surface = "conversions" }, 25, page: 1));
        await MeasureAsync("storage.numbered_last_page_100k", _ => jobs.ListAsync(all with { Surface = "conversions" }, 25, page: 4000));
    }

    internal static async Task MeasureAsync(string name, Func<int, Task> read)
    {
        double[] milliseconds = new double[Rounds];
        for (int round = -20; round < Rounds; round++)
        {
            long began = Stopwatch.GetTimestamp();
            await read(Math.Abs(round));
            if (round >= 0)
            {
                milliseconds[round] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            }
        }

        Array.Sort(milliseconds);
        Report($"{name}_p50_ms", milliseconds[Rounds / 2], "ms");
        Report($"{name}_p99_ms", milliseconds[Rounds * 99 / 100], "ms");
    }

    private static async Task ForEachAsync(int count, Func<int, Task> act)
    {
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            for (int index; (index = Interlocked.Increment(ref next)) < count;)
            {
                await act(index);
            }
        })));
    }

    private static Job NewJob(DateTimeOffset created)
    {
        Submission submission = new()
        {
            Id = Guid.CreateVersion7(created).ToString("D"),
            OrganisationId = Organisation,
            Surface = "conversions",
            Type = "glb_to_simready",
            Name = "crate.glb",
        };
        StagePlan[] stages = [.. new[] { "export", "align", "physics", "collision", "usd", "mjcf", "validate" }
            .Select(type => new StagePlan { Id = type, Type = type, Tasks = [new TaskPlan($"{type}-1")] })];
        return JobLifecycle.Apply(JobLifecycle.Submit(submission, created), new Plan([.. stages]), created).Job;
    }

    internal static void Report(string name, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bench {name} {value:0.###} {unit}"));
}
