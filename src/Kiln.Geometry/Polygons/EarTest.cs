namespace Kiln.Geometry.Polygons;

/// <summary>Which corners are cut off a polygon, the strictest choice first.</summary>
internal enum EarTest
{
    /// <summary>No test was made.</summary>
    Untried,

    /// <summary>Ears, but for those that were none and whose neighbours are the same.</summary>
    Ears,

    /// <summary>Ears, whatever was found before.</summary>
    EarsAfresh,

    /// <summary>Corners that do not turn.</summary>
    FlatCorners,

    /// <summary>Any corner.</summary>
    AnyCorner,
}
