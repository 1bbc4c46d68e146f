namespace Kiln.SimReady.Usd.Crate;

/// <summary>Numbers of the kinds of specs that Kiln's layers have, as OpenUSD's SdfSpecType assigns them.</summary>
internal enum CrateSpecType
{
    Attribute = 1,
    Prim = 6,
    PseudoRoot = 7,
    Relationship = 8,
}
