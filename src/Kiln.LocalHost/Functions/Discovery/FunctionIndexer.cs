using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Kiln.LocalHost.Functions.Discovery;

/// <summary>Describes one function from its method, and refuses methods that could not run, here or on Azure.</summary>
internal static partial class FunctionIndexer
{
    private static readonly string[] ReservedRoutes = ["admin", "runtime"];

    /// <summary>Describes a method that carries <c>[Function]</c>; throws <see cref="LocalHostException"/> when it cannot run.</summary>
    public static FunctionDescriptor Describe(MethodInfo method, string name)
    {
        CheckMethod(method, name);
        ParameterInfo[] triggers =
            [.. method.GetParameters().Where(parameter => parameter.GetCustomAttribute<TriggerBindingAttribute>() is not null)];
        ParameterInfo trigger = triggers switch
        {
            [] => throw Fault(method, name, "has no trigger: mark one parameter with a trigger attribute"),
            [ParameterInfo only] => only,
            _ => throw Fault(
                method,
                name,
                $"has {triggers.Length} triggers ({string.Join(", ", triggers.Select(p => p.Name))}): a function has exactly one"),
        };
        TriggerBindingAttribute attribute = trigger.GetCustomAttribute<TriggerBindingAttribute>()!;
        (TriggerKind kind, string bindingType, Type? valueType) = attribute switch
        {
            HttpTriggerAttribute => (TriggerKind.Http, "httpTrigger", typeof(HttpRequest)),
            OrchestrationTriggerAttribute =>
                (TriggerKind.Orchestration, "orchestrationTrigger", typeof(TaskOrchestrationContext)),
            ActivityTriggerAttribute => (TriggerKind.Activity, "activityTrigger", (Type?)null),
            TimerTriggerAttribute => (TriggerKind.Timer, "timerTrigger", typeof(TimerInfo)),
            _ => throw Fault(
                method,
                name,
                $"has a trigger the local host does not know: {attribute.GetType().Name}. "
                + "It runs HTTP, timer, orchestration and activity triggers"),
        };
        if (valueType is not null && trigger.ParameterType != valueType)
        {
            throw Fault(
                method, name, $"takes its trigger as {trigger.ParameterType.Name} {trigger.Name}, but it must be a {valueType.Name}");
        }

        HashSet<string> bindingData = kind switch
        {
            TriggerKind.Http => RouteParameters(method, name, ((HttpTriggerAttribute)attribute).Route ?? name),
            TriggerKind.Orchestration or TriggerKind.Activity => new(StringComparer.OrdinalIgnoreCase) { "instanceId" },
            _ => [],
        };
        ParameterBinding[] bindings =
            [.. method.GetParameters().Select(parameter => Bind(method, name, kind, parameter, parameter == trigger, bindingData))];
        if (bindings.Count(binding => binding.Source is ParameterSource.OrchestrationInput) > 1)
        {
            throw Fault(method, name, "takes its input more than once: an orchestration has one input");
        }

        return new FunctionDescriptor(
            name, method, kind, attribute, bindings, new LocalFunctionDefinition(name, method, bindingType, bindings));
    }

    private static void CheckMethod(MethodInfo method, string name)
    {
        if (!NamePattern().IsMatch(name))
        {
            throw Fault(method, name, "has a name that is not a letter followed by up to 127 letters, digits, '_' and '-'");
        }

        if (!method.IsPublic || method.DeclaringType is not { IsVisible: true })
        {
            throw Fault(method, name, "is not public: Azure Functions finds public methods of public classes only");
        }

        if (method.ContainsGenericParameters || (method.DeclaringType.IsAbstract && !method.IsStatic))
        {
            throw Fault(method, name, "is generic or abstract, so nothing can call it");
        }

        if (method.ReturnType == typeof(void) && method.GetCustomAttribute<AsyncStateMachineAttribute>() is not null)
        {
            throw Fault(method, name, "is async void, so nothing can wait for it: return Task");
        }
    }

    private static ParameterBinding Bind(
        MethodInfo method, string name, TriggerKind kind, ParameterInfo parameter, bool isTrigger, HashSet<string> bindingData)
    {
        ParameterSource source = parameter switch
        {
            _ when isTrigger => ParameterSource.Trigger,
            { ParameterType: var type } when type == typeof(FunctionContext) => ParameterSource.Context,
            { ParameterType: var type } when type == typeof(CancellationToken) && kind is TriggerKind.Orchestration => throw Fault(
                method, name, "takes a CancellationToken, which an orchestrator cannot observe when it replays"),
            { ParameterType: var type } when type == typeof(CancellationToken) => ParameterSource.CancellationToken,
            _ when parameter.IsDefined(typeof(DurableClientAttribute)) => DurableClient(method, name, kind, parameter),
            _ when parameter.IsDefined(typeof(FromBodyAttribute)) => kind is TriggerKind.Http
                ? ParameterSource.Body
                : throw Fault(method, name, $"takes {parameter.Name} [FromBody], but only HTTP functions have a body"),
            _ when bindingData.Contains(parameter.Name!) => ParameterSource.BindingData,
            _ when kind is TriggerKind.Orchestration => ParameterSource.OrchestrationInput,
            _ => throw Fault(
                method,
                name,
                $"has a parameter '{parameter.Name}' that nothing fills: it has no binding attribute and is not in the binding data "
                + $"({string.Join(", ", bindingData)})"),
        };
        return new ParameterBinding(parameter, source);
    }

    private static ParameterSource DurableClient(MethodInfo method, string name, TriggerKind kind, ParameterInfo parameter)
    {
        if (kind is TriggerKind.Orchestration)
        {
            throw Fault(method, name, "takes a durable client, but an orchestrator may have no binding beside its trigger");
        }

        return parameter.ParameterType == typeof(DurableTask.Client.DurableTaskClient)
            ? ParameterSource.DurableClient
            : throw Fault(
                method,
                name,
                $"takes its durable client as {parameter.ParameterType.Name} {parameter.Name}, but it must be a DurableTaskClient");
    }

    private static HashSet<string> RouteParameters(MethodInfo method, string name, string route)
    {
        try
        {
            RoutePattern pattern = RoutePatternFactory.Parse(route.Trim('/'));
            if (pattern.PathSegments is [{ Parts: [RoutePatternLiteralPart first] }, ..]
                && ReservedRoutes.Contains(first.Content, StringComparer.OrdinalIgnoreCase))
            {
                throw Fault(method, name, $"has the route '{route}', but the host keeps routes under '{first.Content}' for itself");
            }

            return new(pattern.Parameters.Select(parameter => parameter.Name), StringComparer.OrdinalIgnoreCase);
        }
        catch (RoutePatternException fault)
        {
            throw Fault(method, name, $"has the route '{route}', which is no route: {fault.Message}");
        }
    }

    private static LocalHostException Fault(MethodInfo method, string name, string what) =>
        new($"Function '{name}' ({method.DeclaringType!.FullName}.{method.Name}) {what}.");

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,127}$")]
    private static partial Regex NamePattern();
}
