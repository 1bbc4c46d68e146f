namespace Kiln.SimReady.Usd;

/// <summary>An attribute or relationship of a prim.</summary>
internal abstract record UsdProperty(string Name);
