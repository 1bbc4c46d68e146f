namespace Kiln.LocalHost.Functions.Invocation;

/// <summary>The binding data of an invocation.</summary>
internal sealed class LocalBindingContext(IReadOnlyDictionary<string, object?> bindingData) : BindingContext
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, object?> BindingData { get; } = bindingData;
}
