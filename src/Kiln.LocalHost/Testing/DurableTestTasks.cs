using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.Engine;

namespace Kiln.LocalHost.Testing;

/// <summary>The orchestrators and activities of a <see cref="DurableTestHost"/>.</summary>
public sealed class DurableTestTasks
{
    private readonly DataConverter _converter;

    internal DurableTestTasks(DataConverter converter) => _converter = converter;

    internal TaskRegistry Registry { get; } = new();

    /// <summary>Adds an orchestrator.</summary>
    public DurableTestTasks AddOrchestrator<TOutput>(string name, Func<TaskOrchestrationContext, Task<TOutput>> orchestrator)
    {
        Registry.AddOrchestrator(name, async context => await orchestrator(context));
        return this;
    }

    /// <summary>Adds an orchestrator without output.</summary>
    public DurableTestTasks AddOrchestrator(string name, Func<TaskOrchestrationContext, Task> orchestrator)
    {
        Registry.AddOrchestrator(name, async context =>
        {
            await orchestrator(context);
            return null;
        });
        return this;
    }

    /// <summary>Adds an asynchronous activity.</summary>
    public DurableTestTasks AddActivity<TInput, TOutput>(string name, Func<TInput, CancellationToken, Task<TOutput>> activity)
    {
        Registry.AddActivity(name, async (invocation, cancellationToken) =>
            await activity(_converter.Deserialize<TInput>(invocation.SerializedInput)!, cancellationToken));
        return this;
    }

    /// <summary>Adds a synchronous activity.</summary>
    public DurableTestTasks AddActivity<TInput, TOutput>(string name, Func<TInput, TOutput> activity)
    {
        Registry.AddActivity(name, (invocation, _) =>
            Task.FromResult<object?>(activity(_converter.Deserialize<TInput>(invocation.SerializedInput)!)));
        return this;
    }
}
