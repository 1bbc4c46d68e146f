using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kiln.LocalHost.CrashHost;

/// <summary>What the process does until it is killed, and how everything is brought to its end afterwards.</summary>
internal static class Workload
{
    private const int Callers = 16;
    private static readonly Lock Output = new();

    public static async Task<int> DriveAsync(string directory, int first, int count)
    {
        await using DurableEngine engine = await StartAsync(directory);
        Room.Listen();
        int next = first - 1;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            for (int number = Interlocked.Increment(ref next); number < first + count; number = Interlocked.Increment(ref next))
            {
                await DriveOneAsync(engine, directory, number);
            }
        })));
        return 0;
    }

    public static async Task<int> FinishAsync(string directory)
    {
        await using DurableEngine engine = await StartAsync(directory);
        List<OrchestrationMetadata> instances = [];
        await foreach (OrchestrationMetadata instance in engine.Client.GetAllInstancesAsync())
        {
            if (instance.Name != "Fragment")
            {
                instances.Add(instance);
            }
        }

        await Parallel.ForEachAsync(instances, new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (instance, _) =>
        {
            // The process that would have resumed it is gone, and its suspension may still be on its way.
            await CommandAsync(() => instance.Name == "Stop"
                ? engine.Client.TerminateInstanceAsync(instance.InstanceId, "stopped")
                : engine.Client.ResumeInstanceAsync(instance.InstanceId));
            await engine.Client.RaiseEventAsync(instance.InstanceId, "value", Orchestrations.End, CancellationToken.None);
            OrchestrationMetadata end = await engine.Client.WaitForInstanceCompletionAsync(instance.InstanceId, true, CancellationToken.None);
            if (end is { Name: "Mend", RuntimeStatus: OrchestrationRuntimeStatus.Failed })
            {
                Say($"failed {end.InstanceId}");
                await MendAsync(engine, directory, end.InstanceId);
                end = await engine.Client.WaitForInstanceCompletionAsync(instance.InstanceId, true, CancellationToken.None);
            }

            Say($"result {end.InstanceId} {end.Name} {end.RuntimeStatus} {end.ReadOutputAs<object>()}");
        });
        Say("finished");
        return 0;
    }

    private static async Task DriveOneAsync(DurableEngine engine, string directory, int number)
    {
        DurableTaskClient client = engine.Client;
        string name = (number % 5) switch { 0 => "Loop", 1 => "Stop", 2 => "Mend", _ => "Flow" };
        string id = $"{name}-{number}";
        await TakenAsync(() => client.ScheduleNewOrchestrationInstanceAsync(
            name, name == "Loop" ? new List<string>() : number, new StartOrchestrationOptions(id)));
        Say($"scheduled {id}");
        if (name == "Stop")
        {
            await CommandAsync(() => client.TerminateInstanceAsync(id, "stopped"));
            Say($"terminated {id}");
            return;
        }

        if (name == "Mend")
        {
            await TakenAsync(() => client.RaiseEventAsync(id, "value", $"{number}.0"));
            Say($"raised {id} {number}.0");
            await client.WaitForInstanceCompletionAsync(id);
            await MendAsync(engine, directory, id);
            Say($"rewound {id}");
            return;
        }

        for (int value = 0; value < 3; value++)
        {
            string payload = $"{number}.{value}";
            await TakenAsync(() => client.RaiseEventAsync(id, "value", payload));
            Say($"raised {id} {payload}");
            if (value == 1)
            {
                await TakenAsync(() => client.SuspendInstanceAsync(id));
                await TakenAsync(() => client.ResumeInstanceAsync(id));
            }
        }
    }

    private static async Task MendAsync(DurableEngine engine, string directory, string id)
    {
        await File.Create(Orchestrations.Mended(directory, id.Split('-')[1])).DisposeAsync();
        await CommandAsync(() => engine.RewindAsync(id, "mended"));
    }

    private static Task TakenAsync(Func<Task> call) => Room.UntilTakenAsync(call, Say);

    private static async Task CommandAsync(Func<Task> command)
    {
        try
        {
            await TakenAsync(command);
        }
        catch (InvalidOperationException)
        {
            // It is finished: an earlier command that was not acknowledged may have done it.
        }
    }

    private static async Task<DurableEngine> StartAsync(string directory)
    {
        DurableEngine engine = new(
            new DurableEngineOptions { DataDirectory = directory, BoundaryReached = CrashPoint.FromEnvironment() },
            Orchestrations.Registry(directory),
            NullLoggerFactory.Instance);
        await engine.StartAsync();
        Say("started");
        return engine;
    }

    // Each line goes out whole and at once: a line that was read is an acknowledgement that was given.
    private static void Say(string line)
    {
        lock (Output)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }
}
