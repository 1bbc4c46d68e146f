using System.Reflection;

namespace Kiln.LocalHost.Functions.Invocation;

/// <summary>Reads the result of a method that may be void, a value, a task, or a task with a value.</summary>
internal static class ResultReader
{
    /// <summary>Makes the reader for a method's return type: it takes what the method returned and gives the value, null for none.</summary>
    public static Func<object?, ValueTask<object?>> For(Type returnType)
    {
        if (returnType == typeof(Task))
        {
            return static returned => AwaitTask((Task)returned!);
        }

        if (returnType == typeof(ValueTask))
        {
            return static returned => AwaitTask(((ValueTask)returned!).AsTask());
        }

        Type? generic = returnType.IsGenericType ? returnType.GetGenericTypeDefinition() : null;
        if (generic != typeof(Task<>) && generic != typeof(ValueTask<>))
        {
            return static returned => ValueTask.FromResult(returned);
        }

        string reader = generic == typeof(Task<>) ? nameof(AwaitTaskOf) : nameof(AwaitValueTaskOf);
        return typeof(ResultReader).GetMethod(reader, BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(returnType.GetGenericArguments())
            .CreateDelegate<Func<object?, ValueTask<object?>>>();
    }

    private static async ValueTask<object?> AwaitTask(Task task)
    {
        await task;
        return null;
    }

    private static async ValueTask<object?> AwaitTaskOf<T>(object? task) => await (Task<T>)task!;

    private static async ValueTask<object?> AwaitValueTaskOf<T>(object? task) => await (ValueTask<T>)task!;
}
