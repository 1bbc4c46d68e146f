using System.Reflection;

namespace Kiln.LocalHost.Functions.Discovery;

/// <summary>A function of the app: its method, its trigger and the sources of its parameters.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Method">The method it runs.</param>
/// <param name="Kind">Its kind of trigger.</param>
/// <param name="Trigger">Its trigger, as the attribute states it.</param>
/// <param name="Bindings">Its parameters, in order.</param>
/// <param name="Definition">What function contexts show of it.</param>
internal sealed record FunctionDescriptor(
    string Name,
    MethodInfo Method,
    TriggerKind Kind,
    TriggerBindingAttribute Trigger,
    IReadOnlyList<ParameterBinding> Bindings,
    LocalFunctionDefinition Definition)
{
    /// <summary>The parameter that the trigger's value goes to.</summary>
    public ParameterBinding TriggerBinding { get; } = Bindings.Single(binding => binding.Source is ParameterSource.Trigger);

    /// <summary>The name that orchestrations call it by: the trigger's own name when it states one, else the function's.</summary>
    public string DurableName => Trigger switch
    {
        OrchestrationTriggerAttribute { Orchestration: { } name } => name,
        ActivityTriggerAttribute { Activity: { } name } => name,
        _ => Name,
    };

    /// <summary>The function and its method, as errors name it.</summary>
    public override string ToString() => $"function '{Name}' ({Definition.EntryPoint})";
}
