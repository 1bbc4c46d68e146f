using System.Collections.Concurrent;

namespace Kiln.LocalHost.SampleApp;

/// <summary>What functions and tests tell each other, so that no test has to guess how long something takes.</summary>
public sealed class Signals
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<object?>> _signals = new();

    public void Set(string name, object? value = null) => Of(name).TrySetResult(value);

    public Task<object?> WaitAsync(string name) => Of(name).Task.WaitAsync(TimeSpan.FromSeconds(30));

    private TaskCompletionSource<object?> Of(string name) =>
        _signals.GetOrAdd(name, _ => new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously));
}
