namespace Kiln.LocalHost.Functions;

/// <summary>
/// Makes the function an activity; stands on the parameter that receives its input. A <c>string instanceId</c> parameter receives
/// the id of the calling orchestration.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ActivityTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>The durable name, when it is not the function's name.</summary>
    public string? Activity { get; set; }
}
