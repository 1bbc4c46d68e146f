namespace Kiln.LocalHost.Functions;

/// <summary>Makes a public method a function under a name, which is compared ignoring case and is also its durable name.</summary>
/// <param name="name">A letter, then up to 127 letters, digits, underscores and hyphens; unique in the app.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FunctionAttribute(string name) : Attribute
{
    /// <summary>The function's name.</summary>
    public string Name { get; } = name;
}
