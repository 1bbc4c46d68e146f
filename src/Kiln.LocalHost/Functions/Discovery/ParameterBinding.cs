using System.Reflection;

namespace Kiln.LocalHost.Functions.Discovery;

/// <summary>A parameter of a function's method and where its value comes from.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Source">Where its value comes from.</param>
internal sealed record ParameterBinding(ParameterInfo Parameter, ParameterSource Source)
{
    /// <summary>The parameter's name.</summary>
    public string Name => Parameter.Name!;

    /// <summary>The parameter's type.</summary>
    public Type Type => Parameter.ParameterType;
}
