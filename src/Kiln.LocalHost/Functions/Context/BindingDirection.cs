namespace Kiln.LocalHost.Functions;

/// <summary>The way a binding's value goes.</summary>
public enum BindingDirection
{
    /// <summary>Into the function.</summary>
    In,

    /// <summary>Out of the function.</summary>
    Out,
}
