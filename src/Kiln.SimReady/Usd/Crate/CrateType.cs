namespace Kiln.SimReady.Usd.Crate;

/// <summary>Numbers of the value types that Kiln's layers use, as OpenUSD's crateDataTypes.h assigns them.</summary>
internal enum CrateType
{
    Bool = 1,
    Int = 3,
    Float = 8,
    Double = 9,
    String = 10,
    Token = 11,
    AssetPath = 12,
    Quaternion = 17,
    Vector2 = 20,
    Vector3 = 24,
    Vector4 = 28,
    Dictionary = 31,
    TokenListOperation = 32,
    PathListOperation = 34,
    TokenVector = 41,
    Specifier = 42,
    Variability = 44,
}
