using Kiln.LocalHost.DurableTask;

namespace Kiln.LocalHost.Engine.Replay;

/// <summary>Hands values from the history to what an orchestrator awaits.</summary>
internal static class ConvertedResult
{
    /// <summary>Completes a task with the value of a payload; a payload that is no such value fails it.</summary>
    public static void TrySetFrom<T>(this TaskCompletionSource<T> source, DataConverter converter, string? payload)
    {
        T? value;
        try
        {
            value = converter.Deserialize<T>(payload);
        }
#pragma warning disable CA1031 // What a converter throws belongs to the orchestrator that asked for this type.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            source.TrySetException(exception);
            return;
        }

        source.TrySetResult(value!);
    }
}
