using Kiln.SimReady.Usd;

namespace Kiln.SimReady.Validation;

/// <summary>The schema types of UsdGeom by what they can do.</summary>
internal static class PrimTypes
{
    private static readonly HashSet<string> Gprims = new(StringComparer.Ordinal)
    {
        "Mesh", "Cube", "Sphere", "Capsule", "Cylinder", "Cone", "Plane", "Points", "BasisCurves", "NurbsPatch",
    };

    /// <summary>Geometry, which has an extent and can be rendered and collide.</summary>
    public static bool IsGprim(UsdPrim prim) => Gprims.Contains(prim.TypeName);

    /// <summary>What can be placed by transform operations.</summary>
    public static bool IsXformable(UsdPrim prim) => prim.TypeName == "Xform" || IsGprim(prim);

    /// <summary>What can be drawn, or hold what is drawn.</summary>
    public static bool IsImageable(UsdPrim prim) => prim.TypeName == "Scope" || IsXformable(prim);
}
