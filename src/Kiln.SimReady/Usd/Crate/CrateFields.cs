namespace Kiln.SimReady.Usd.Crate;

/// <summary>Names of the fields of specs, and the tokens of <c>specifier</c>.</summary>
internal static class CrateFields
{
    public const string DefaultPrim = "defaultPrim";
    public const string KilogramsPerUnit = "kilogramsPerUnit";
    public const string MetersPerUnit = "metersPerUnit";
    public const string TimeCodesPerSecond = "timeCodesPerSecond";
    public const string UpAxis = "upAxis";
    public const string CustomLayerData = "customLayerData";
    public const string PrimChildren = "primChildren";
    public const string Properties = "properties";
    public const string Specifier = "specifier";
    public const string TypeName = "typeName";
    public const string ApiSchemas = "apiSchemas";
    public const string Kind = "kind";
    public const string Active = "active";
    public const string Instanceable = "instanceable";
    public const string Custom = "custom";
    public const string Variability = "variability";
    public const string Default = "default";
    public const string Interpolation = "interpolation";
    public const string ConnectionPaths = "connectionPaths";
    public const string TargetPaths = "targetPaths";

    /// <summary>Specifiers by their number.</summary>
    public static readonly string[] Specifiers = ["def", "over", "class"];
}
