namespace Kiln.LocalHost.Functions;

/// <summary>One binding of a function.</summary>
public abstract class BindingMetadata
{
    /// <summary>The name of the bound parameter; <c>$return</c> for the result.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// The kind of binding: <c>httpTrigger</c>, <c>orchestrationTrigger</c>, <c>activityTrigger</c>, <c>timerTrigger</c>,
    /// <c>durableClient</c> or <c>http</c>.
    /// </summary>
    public abstract string Type { get; }

    /// <summary>Whether the binding brings a value in or takes one out.</summary>
    public abstract BindingDirection Direction { get; }
}
