using Kiln.LocalHost.DurableTask;

namespace Kiln.LocalHost.Tests.Replay;

/// <summary>The orchestrators whose histories are kept. Their code must not change, or a new history must be recorded beside the old.</summary>
internal static class GoldenOrchestrations
{
    public static IReadOnlyDictionary<string, Func<TaskOrchestrationContext, Task<object?>>> All { get; } =
        new Dictionary<string, Func<TaskOrchestrationContext, Task<object?>>>
        {
            ["chain"] = ChainAsync,
            ["fan-out"] = FanOutAsync,
            ["race"] = RaceAsync,
            ["retry"] = RetryAsync,
            ["children"] = ChildrenAsync,
        };

    private static async Task<object?> ChainAsync(TaskOrchestrationContext context)
    {
        int value = context.GetInput<int>();
        for (int step = 0; step < 4; step++)
        {
            value = await context.CallActivityAsync<int>("Double", value);
            context.SetCustomStatus(new { Step = step });
        }

        return new { Value = value, Id = context.NewGuid(), At = context.CurrentUtcDateTime };
    }

    private static async Task<object?> FanOutAsync(TaskOrchestrationContext context)
    {
        int first = await context.CallActivityAsync<int>("Double", 1);
        int[] rest = await Task.WhenAll(Enumerable.Range(0, 5).Select(index => context.CallActivityAsync<int>("Double", first + index)));
        await context.CreateTimer(TimeSpan.FromDays(7), CancellationToken.None);
        return rest.Sum();
    }

    private static async Task<object?> RaceAsync(TaskOrchestrationContext context)
    {
        List<int> values = [];
        Task<int> next = context.WaitForExternalEvent<int>("value");
        while (values.Count < 3)
        {
            using CancellationTokenSource late = new();
            Task timer = context.CreateTimer(TimeSpan.FromDays(1000), late.Token);
            if (await Task.WhenAny(next, timer) == next)
            {
                values.Add(await next);
                late.Cancel();
                next = context.WaitForExternalEvent<int>("value");
                context.SendEvent("somebody", "progress", values.Count);
            }
        }

        return values;
    }

    private static async Task<object?> RetryAsync(TaskOrchestrationContext context)
    {
        try
        {
            await context.CallActivityAsync<string>(
                "Fail", "input", TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMinutes(1), 2)));
            return "no failure";
        }
        catch (TaskFailedException failed)
        {
            return failed.FailureDetails.ErrorMessage;
        }
    }

    private static async Task<object?> ChildrenAsync(TaskOrchestrationContext context)
    {
        int sum = 0;
        for (int index = 0; index < 3; index++)
        {
            sum += await context.CallSubOrchestratorAsync<int>(
                "Child", index, new SubOrchestrationOptions(instanceId: $"{context.InstanceId}:{index}"));
        }

        return sum;
    }
}
