using System.Reflection;
using Kiln.LocalHost.DurableTask;

namespace Kiln.LocalHost.Functions.Invocation;

/// <summary>Reads an orchestration's input as a type known at run time only.</summary>
internal static class OrchestrationInputReader
{
    /// <summary>Makes the reader for a parameter's type.</summary>
    public static Func<TaskOrchestrationContext, object?> For(Type type) =>
        typeof(OrchestrationInputReader).GetMethod(nameof(Read), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(type)
            .CreateDelegate<Func<TaskOrchestrationContext, object?>>();

    private static object? Read<T>(TaskOrchestrationContext context) => context.GetInput<T>();
}
