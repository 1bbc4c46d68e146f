using System.Collections;

namespace Kiln.LocalHost.Functions.Invocation;

/// <summary>The features of one invocation, beginning with its result.</summary>
internal sealed class InvocationFeatures : IInvocationFeatures
{
    private readonly Dictionary<Type, object> _features = [];

    /// <param name="result">The result of the invocation.</param>
    public InvocationFeatures(InvocationResultFeature result) => Set(result);

    /// <inheritdoc/>
    public T? Get<T>() => _features.TryGetValue(typeof(T), out object? feature) ? (T)feature : default;

    /// <inheritdoc/>
    public void Set<T>(T instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        _features[typeof(T)] = instance;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _features.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
