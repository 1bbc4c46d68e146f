namespace Kiln.LocalHost.Functions;

/// <summary>Features of an invocation, one instance per type.</summary>
public interface IInvocationFeatures : IEnumerable<KeyValuePair<Type, object>>
{
    /// <summary>Sets the instance of a feature, replacing the one before.</summary>
    void Set<T>(T instance);

    /// <summary>The instance of a feature, or the type's default when there is none.</summary>
    T? Get<T>();
}
