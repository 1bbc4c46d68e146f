namespace Kiln.Functions.OpenApi;

/// <summary>A query parameter or header that an HTTP function reads. Path parameters are read from its route.</summary>
/// <param name="name">The name on the wire.</param>
/// <param name="type">Type of the value: text, number, flag or time.</param>
/// <param name="description">What it does.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class ParameterAttribute(string name, Type type, string description) : Attribute
{
    /// <summary>The name on the wire.</summary>
    public string Name { get; } = name;

    /// <summary>Type of the value.</summary>
    public Type Type { get; } = type;

    /// <summary>What it does.</summary>
    public string Description { get; } = description;

    /// <summary>True for a header, false for a query parameter.</summary>
    public bool Header { get; init; }

    /// <summary>True when it may be repeated.</summary>
    public bool Repeated { get; init; }

    /// <summary>Least value of a number; not a number for none.</summary>
    public double Minimum { get; init; } = double.NaN;

    /// <summary>Largest value of a number; not a number for none.</summary>
    public double Maximum { get; init; } = double.NaN;

    /// <summary>The only values allowed, or none.</summary>
    public string[] Values { get; init; } = [];
}
