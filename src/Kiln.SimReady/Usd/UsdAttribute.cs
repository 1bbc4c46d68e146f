namespace Kiln.SimReady.Usd;

/// <summary>An attribute with a default value, a connection, or neither (a declared output).</summary>
/// <param name="Name">Name such as <c>physics:mass</c>.</param>
/// <param name="TypeName">USD value type such as <c>point3f[]</c>.</param>
/// <param name="Value">
/// Null, or the value in its .NET form: bool, int, float, double, string, <see cref="UsdToken"/>, <see cref="UsdAssetPath"/>,
/// Vector2, Vector3, Vector4, Quaternion, or an array of int, float, Vector2, Vector3 or <see cref="UsdToken"/>.
/// </param>
internal sealed record UsdAttribute(string Name, string TypeName, object? Value = null) : UsdProperty(Name)
{
    /// <summary>Declared <c>uniform</c>: the value cannot vary over time.</summary>
    public bool IsUniform { get; init; }

    /// <summary>Absolute path of the attribute that this one is connected to, or null.</summary>
    public string? Connection { get; init; }

    /// <summary>The <c>interpolation</c> metadata of a primvar or of normals, or null.</summary>
    public string? Interpolation { get; init; }
}
