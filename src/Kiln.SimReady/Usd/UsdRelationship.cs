namespace Kiln.SimReady.Usd;

/// <summary>A relationship with one target.</summary>
/// <param name="Name">Name such as <c>material:binding</c>.</param>
/// <param name="Target">Absolute path of a prim.</param>
internal sealed record UsdRelationship(string Name, string Target) : UsdProperty(Name);
