namespace Kiln.LocalHost.Functions.Discovery;

/// <summary>One binding of a discovered function.</summary>
internal sealed class LocalBindingMetadata(string name, string type, BindingDirection direction) : BindingMetadata
{
    /// <inheritdoc/>
    public override string Name { get; } = name;

    /// <inheritdoc/>
    public override string Type { get; } = type;

    /// <inheritdoc/>
    public override BindingDirection Direction { get; } = direction;
}
