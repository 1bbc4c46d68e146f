namespace Kiln.LocalHost.Functions;

/// <summary>
/// Makes the function an orchestrator; stands on its <c>TaskOrchestrationContext</c> parameter. One further parameter, without a
/// binding attribute, receives the orchestration's input.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class OrchestrationTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>The durable name, when it is not the function's name.</summary>
    public string? Orchestration { get; set; }
}
