using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Kiln.Benchmarks.Jobs;

/// <summary>Measures jobs that do nothing through the whole HTTP API of the service, which runs as a process of its own on this machine.</summary>
internal static class JobBenchmarks
{
    private const int Clients = 64;
    private const int WarmUpJobs = 4_000;
    private const int Jobs = 5_000;
    private const int SubmitsPerSecond = 100;
    private const int SubmitSeconds = 10;
    private const int Rounds = 200;
    private static readonly byte[] Noop = """{"type":"noop"}"""u8.ToArray();

    public static async Task RunAsync()
    {
        string directory = Directory.CreateTempSubdirectory("kiln-bench-").FullName;
        try
        {
            await using (JobService service = await JobService.StartAsync(directory))
            {
                await FinishJobsAsync(service, WarmUpJobs);
                await MeasureThroughputAsync(service);
                await MeasureSubmitsAsync(service);
            }

            string[] ids = await StoredJobs.FillAsync(directory);
            await using (JobService service = await JobService.StartAsync(directory))
            {
                await MeasureReadAsync(service, "jobs.list_100k", _ => "/api/jobs?status=failed");
                await MeasureReadAsync(service, "jobs.list_rare_100k", _ => "/api/jobs?status=held");
                await MeasureReadAsync(service, "jobs.get_100k", round => $"/api/jobs/{ids[round * 7919 % ids.Length]}");
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task MeasureThroughputAsync(JobService service)
    {
        TimeSpan processor = service.ProcessorTime;
        long began = Stopwatch.GetTimestamp();
        await FinishJobsAsync(service, Jobs);
        Bench.Print("jobs.per_second", Jobs / Stopwatch.GetElapsedTime(began).TotalSeconds, "1/s");
        Bench.Print("jobs.processor_ms_per_job", (service.ProcessorTime - processor).TotalMilliseconds / Jobs, "ms");
    }

    // Each client submits a job and follows its events to the end before it submits the next.
    private static async Task FinishJobsAsync(JobService service, int count)
    {
        int left = count;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await FollowAsync(service, await SubmitAsync(service));
            }
        })));
    }

    // At a steady rate whatever the answers do: a slow one does not hold back the next, and counts from when it was due.
    private static async Task MeasureSubmitsAsync(JobService service)
    {
        const int Count = SubmitsPerSecond * SubmitSeconds;
        double[] milliseconds = new double[Count];
        Task[] submits = new Task[Count];
        using PeriodicTimer tick = new(TimeSpan.FromMilliseconds(1));
        long began = Stopwatch.GetTimestamp();
        for (int index = 0; index < Count;)
        {
            await tick.WaitForNextTickAsync();
            for (; index < Count && Stopwatch.GetElapsedTime(began).TotalSeconds * SubmitsPerSecond >= index; index++)
            {
                int number = index;
                submits[number] = Task.Run(async () =>
                {
                    await SubmitAsync(service);
                    milliseconds[number] = Stopwatch.GetElapsedTime(began).TotalMilliseconds - (number * 1000.0 / SubmitsPerSecond);
                });
            }
        }

        await Task.WhenAll(submits);
        Report("jobs.submit", milliseconds);
    }

    private static async Task MeasureReadAsync(JobService service, string name, Func<int, string> path)
    {
        double[] milliseconds = new double[Rounds];
        for (int round = -20; round < Rounds; round++)
        {
            long began = Stopwatch.GetTimestamp();
            using HttpResponseMessage reply = await service.Client.GetAsync(path(Math.Abs(round)));
            reply.EnsureSuccessStatusCode();
            if (round >= 0)
            {
                milliseconds[round] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            }
        }

        Report(name, milliseconds);
    }

    private static async Task<string> SubmitAsync(JobService service)
    {
        using ByteArrayContent body = new(Noop);
        body.Headers.ContentType = new("application/json");
        using HttpResponseMessage reply = await service.Client.PostAsync("/api/jobs", body);
        reply.EnsureSuccessStatusCode();
        JsonElement job = await reply.Content.ReadFromJsonAsync<JsonElement>();
        return job.GetProperty("data").GetProperty("id").GetString()!;
    }

    private static async Task FollowAsync(JobService service, string id)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, $"/api/jobs/{id}/events");
        request.Headers.Accept.Add(new("text/event-stream"));
        using HttpResponseMessage reply = await service.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        string events = Encoding.UTF8.GetString(await reply.Content.ReadAsByteArrayAsync());
        if (!events.Contains("event: job.succeeded", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"Job {id} did not succeed:\n{events}");
        }
    }

    private static void Report(string name, double[] milliseconds)
    {
        Array.Sort(milliseconds);
        Bench.Print($"{name}_p50_ms", milliseconds[milliseconds.Length / 2], "ms");
        Bench.Print($"{name}_p99_ms", milliseconds[milliseconds.Length * 99 / 100], "ms");
    }
}
