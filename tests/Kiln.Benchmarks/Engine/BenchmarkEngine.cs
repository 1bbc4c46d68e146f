using System.Diagnostics;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kiln.Benchmarks.Engine;

/// <summary>An engine over a temporary directory with the orchestrations that are measured.</summary>
internal sealed class BenchmarkEngine : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kiln-bench-");
    private readonly DurableEngine _engine;
    private TaskCompletionSource<long>? _activityStart;

    private BenchmarkEngine() => _engine = new DurableEngine(
        new DurableEngineOptions { DataDirectory = _directory.FullName },
        new TaskRegistry()
            .AddActivity("Nothing", static (_, _) => Task.FromResult<object?>(null))
            .AddActivity("Stamp", (_, _) =>
            {
                _activityStart?.TrySetResult(Stopwatch.GetTimestamp());
                return Task.FromResult<object?>(null);
            })
            .AddOrchestrator("FiveSteps", static async context =>
            {
                for (int step = 0; step < 5; step++)
                {
                    await context.CallActivityAsync("Nothing", step);
                }

                return null;
            })
            .AddOrchestrator("OneStep", static async context =>
            {
                await context.CallActivityAsync("Stamp");
                return null;
            })
            .AddOrchestrator("FanOut", static async context =>
            {
                await Task.WhenAll(Enumerable.Range(0, context.GetInput<int>()).Select(index => context.CallActivityAsync("Nothing", index)));
                return null;
            })
            .AddOrchestrator("Steps", async context =>
            {
                int count = context.GetInput<int>();
                for (int step = 0; step < count; step++)
                {
                    StepTimes.Add(Stopwatch.GetTimestamp());
                    await context.CallActivityAsync("Nothing", step);
                }

                return null;
            })
            .AddOrchestrator("Idle", static async context => await context.WaitForExternalEvent<object>("never")),
        NullLoggerFactory.Instance);

    public DurableTaskClient Client => _engine.Client;

    public List<long> StepTimes { get; } = [];

    public static async Task<BenchmarkEngine> StartAsync()
    {
        BenchmarkEngine engine = new();
        await engine._engine.StartAsync();
        return engine;
    }

    public Task<long> NextActivityStart()
    {
        _activityStart = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _activityStart.Task;
    }

    public Task WhenIdleAsync() => _engine.Hub.Load.WhenIdleAsync();

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
