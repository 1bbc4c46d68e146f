using System.Globalization;
using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.Engine;

namespace Kiln.LocalHost.CrashHost;

/// <summary>Orchestrations that use every durable feature and end in a value that can be foretold.</summary>
internal static class Orchestrations
{
    /// <summary>The event payload that ends an instance.</summary>
    public const string End = "end";

    /// <param name="directory">The data directory; the file <c>mended</c> in it ends the failures of <c>Fragile</c>.</param>
    public static TaskRegistry Registry(string directory) => new TaskRegistry()
        .AddActivity("Triple", static (invocation, _) =>
            Task.FromResult<object?>(3 * int.Parse(invocation.SerializedInput!, CultureInfo.InvariantCulture)))
        .AddActivity("Fragile", (invocation, _) => File.Exists(Mended(directory, invocation.SerializedInput!))
            ? Task.FromResult<object?>(3 * int.Parse(invocation.SerializedInput!, CultureInfo.InvariantCulture))
            : throw new InvalidOperationException("not mended yet"))
        .AddOrchestrator("Mend", static async context => await MendAsync(context))
        .AddOrchestrator("Fragment", static async context => await context.CallActivityAsync<int>("Fragile", context.GetInput<int>()))
        .AddOrchestrator("Flow", static async context => await FlowAsync(context))
        .AddOrchestrator("Child", static async context => await context.CallActivityAsync<int>("Triple", context.GetInput<int>()))
        .AddOrchestrator("Loop", static async context => await LoopAsync(context))
        .AddOrchestrator("Stop", static async context => await context.WaitForExternalEvent<string>("never"));

    /// <summary>Activity, child, timer and fan-out, then events until the end; the output is the sum and the events in order.</summary>
    private static async Task<string> FlowAsync(TaskOrchestrationContext context)
    {
        int number = context.GetInput<int>();
        int sum = await context.CallActivityAsync<int>("Triple", number);
        Task<int> child = context.CallSubOrchestratorAsync<int>(
            "Child", number, new SubOrchestrationOptions(instanceId: context.InstanceId + ":child"));
        await context.CreateTimer(TimeSpan.FromMilliseconds(5), CancellationToken.None);
        sum += await child;
        sum += (await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => context.CallActivityAsync<int>("Triple", 1)))).Sum();
        List<string> values = [];
        while (true)
        {
            string value = await context.WaitForExternalEvent<string>("value");
            if (value == End)
            {
                return $"{sum}|{string.Join(',', values)}";
            }

            values.Add(value);
        }
    }

    /// <summary>The file whose presence ends the failures of instance <paramref name="number"/>.</summary>
    public static string Mended(string directory, string number) => Path.Combine(directory, $"mended-{number}");

    /// <summary>One event, then a child that fails until it is mended; rewound, it ends like a flow.</summary>
    private static async Task<string> MendAsync(TaskOrchestrationContext context)
    {
        int number = context.GetInput<int>();
        string value = await context.WaitForExternalEvent<string>("value");
        int child = await context.CallSubOrchestratorAsync<int>(
            "Fragment", number, new SubOrchestrationOptions(instanceId: context.InstanceId + ":fragment"));
        return $"{child + await context.CallActivityAsync<int>("Triple", number)}|{(value == End ? string.Empty : value)}";
    }

    /// <summary>Takes one event per execution and begins anew; the output is the events in order.</summary>
    private static async Task<string> LoopAsync(TaskOrchestrationContext context)
    {
        List<string> values = context.GetInput<List<string>>()!;
        string value = await context.WaitForExternalEvent<string>("value");
        if (value == End)
        {
            return $"0|{string.Join(',', values)}";
        }

        values.Add(value);
        await context.CallActivityAsync<int>("Triple", values.Count);
        context.ContinueAsNew(values);
        return string.Empty;
    }
}
