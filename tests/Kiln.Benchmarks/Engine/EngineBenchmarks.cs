using System.Diagnostics;
using Kiln.LocalHost.DurableTask.Client;

namespace Kiln.Benchmarks.Engine;

/// <summary>Throughput and latency of the durable engine on a real disk, every acknowledgement after a flush.</summary>
internal static class EngineBenchmarks
{
    private const int Callers = 256;

    public static async Task RunAsync(string? only)
    {
        (string Name, Func<Task> Run)[] all =
        [
            ("orchestrations", OrchestrationsPerSecondAsync),
            ("start", StartLatencyAsync),
            ("fanout", FanOutAsync),
            ("steps", StepCostAsync),
            ("idle", IdleInstancesAsync),
        ];
        foreach ((string name, Func<Task> run) in all)
        {
            if (only is null || only == name)
            {
                await run();
            }
        }
    }

    private static async Task OrchestrationsPerSecondAsync()
    {
        await using BenchmarkEngine engine = await BenchmarkEngine.StartAsync();
        await RunBatchAsync(engine.Client, 2_000);
        double best = 0;
        for (int round = 0; round < 3; round++)
        {
            best = Math.Max(best, await RunBatchAsync(engine.Client, 10_000));
        }

        Report("engine.orchestrations_per_second", best, "1/s");
    }

    private static async Task<double> RunBatchAsync(DurableTaskClient client, int count)
    {
        long start = Stopwatch.GetTimestamp();
        int next = 0;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) <= count)
            {
                string id = await client.ScheduleNewOrchestrationInstanceAsync("FiveSteps", 1);
                OrchestrationMetadata result = await client.WaitForInstanceCompletionAsync(id);
                if (result.RuntimeStatus != OrchestrationRuntimeStatus.Completed)
                {
                    throw new InvalidOperationException($"{id} is {result.RuntimeStatus}.");
                }
            }
        })));
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task StartLatencyAsync()
    {
        await using BenchmarkEngine engine = await BenchmarkEngine.StartAsync();
        const int Warmup = 200;
        const int Samples = 2_000;
        double[] milliseconds = new double[Samples];
        for (int index = -Warmup; index < Samples; index++)
        {
            long start = Stopwatch.GetTimestamp();
            Task<long> began = engine.NextActivityStart();
            string id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("OneStep", 1);
            long stop = await began;
            await engine.Client.WaitForInstanceCompletionAsync(id);
            if (index >= 0)
            {
                milliseconds[index] = Stopwatch.GetElapsedTime(start, stop).TotalMilliseconds;
            }
        }

        Array.Sort(milliseconds);
        Report("engine.start_p50_ms", milliseconds[Samples / 2], "ms");
        Report("engine.start_p99_ms", milliseconds[Samples * 99 / 100], "ms");
    }

    private static async Task FanOutAsync()
    {
        await using BenchmarkEngine engine = await BenchmarkEngine.StartAsync();
        double best = 0;
        for (int round = 0; round < 4; round++)
        {
            long start = Stopwatch.GetTimestamp();
            string id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("FanOut", 10_000);
            await engine.Client.WaitForInstanceCompletionAsync(id);
            best = Math.Max(best, 10_000 / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        Report("engine.fanout_per_second", best, "1/s");
    }

    private static async Task StepCostAsync()
    {
        await using BenchmarkEngine engine = await BenchmarkEngine.StartAsync();
        List<double> growths = [];
        for (int round = 0; round < 6; round++)
        {
            engine.StepTimes.Clear();
            string id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Steps", 5_000);
            await engine.Client.WaitForInstanceCompletionAsync(id);
            long[] times = [.. engine.StepTimes];
            if (round > 0)
            {
                growths.Add((double)(times[^1] - times[^101]) / (times[110] - times[10]));
            }
        }

        // The first run warms up; of the others the median.
        Report("engine.step_cost_growth", growths.Order().ElementAt(growths.Count / 2), "ratio");
    }

    private static async Task IdleInstancesAsync()
    {
        const int Count = 100_000;
        await using BenchmarkEngine engine = await BenchmarkEngine.StartAsync();
        await StartIdleAsync(engine.Client, 1_000);
        await engine.WhenIdleAsync();
        long before = LiveBytes();
        long start = Stopwatch.GetTimestamp();
        await StartIdleAsync(engine.Client, Count);
        await engine.WhenIdleAsync();
        Report("engine.idle_instance_starts_per_second", Count / Stopwatch.GetElapsedTime(start).TotalSeconds, "1/s");
        Report("engine.idle_instance_bytes", (LiveBytes() - before) / (double)Count, "bytes");
        Report("engine.idle_process_megabytes", Environment.WorkingSet / 1048576.0, "MB");
        using Process self = Process.GetCurrentProcess();
        TimeSpan processor = self.TotalProcessorTime;
        start = Stopwatch.GetTimestamp();
        await Task.Delay(TimeSpan.FromSeconds(10));
        self.Refresh();
        Report("engine.idle_processor_percent", 100 * (self.TotalProcessorTime - processor) / Stopwatch.GetElapsedTime(start), "%");
    }

    private static Task StartIdleAsync(DurableTaskClient client, int count)
    {
        int next = 0;
        return Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) <= count)
            {
                await client.ScheduleNewOrchestrationInstanceAsync("Idle", 1);
            }
        })));
    }

    private static long LiveBytes() => GC.GetTotalMemory(forceFullCollection: true);

    private static void Report(string name, double value, string unit) =>
        Console.WriteLine(FormattableString.Invariant($"bench {name} {value:0.###} {unit}"));
}
