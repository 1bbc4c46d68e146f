using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Testing;

namespace Kiln.LocalHost.Tests.Engine;

/// <summary>Short forms for tests that run one instance to its end.</summary>
internal static class HostRuns
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<OrchestrationMetadata> RunAsync(
        this DurableTestHost host, string orchestrator, object? input = null, string? instanceId = null) =>
        await host.EndOfAsync(await host.StartInstanceAsync(orchestrator, input, instanceId));

    public static Task<string> StartInstanceAsync(
        this DurableTestHost host, string orchestrator, object? input = null, string? instanceId = null) =>
        host.Client.ScheduleNewOrchestrationInstanceAsync(
            orchestrator, input, new Kiln.LocalHost.DurableTask.StartOrchestrationOptions(instanceId));

    public static async Task<OrchestrationMetadata> EndOfAsync(this DurableTestHost host, string instanceId)
    {
        using CancellationTokenSource patience = new(Patience);
        return await host.Client.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs: true, patience.Token);
    }

    public static async Task<OrchestrationMetadata> StatusAsync(this DurableTestHost host, string instanceId) =>
        await host.Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true)
        ?? throw new InvalidOperationException($"There is no instance '{instanceId}'.");
}
