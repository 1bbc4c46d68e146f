namespace Kiln.LocalHost.DurableTask;

/// <summary>The orchestration that called a sub-orchestration.</summary>
/// <param name="Name">Its orchestrator.</param>
/// <param name="InstanceId">Its instance ID.</param>
public record ParentOrchestrationInstance(TaskName Name, string InstanceId);
