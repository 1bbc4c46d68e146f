namespace Kiln.Geometry.Polygons;

/// <summary>A corner of a polygon that is being triangulated, in a ring of its neighbours.</summary>
/// <param name="vertex">The vertex it stands for.</param>
/// <param name="x">Place in the polygon's plane.</param>
/// <param name="y">Place in the polygon's plane.</param>
internal sealed class PolygonCorner(int vertex, double x, double y)
{
    /// <summary>The vertex it stands for; several corners may stand for the same.</summary>
    public int Vertex { get; } = vertex;

    /// <summary>First coordinate in the plane.</summary>
    public double X { get; } = x;

    /// <summary>Second coordinate in the plane.</summary>
    public double Y { get; } = y;

    /// <summary>The corner before.</summary>
    public int Previous { get; set; }

    /// <summary>The corner after.</summary>
    public int Next { get; set; }

    /// <summary>The last test that this corner failed, with the neighbours it has.</summary>
    public EarTest FailedAs { get; set; }
}
