using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Decomposition;

/// <summary>A plane that cuts a solid in two: the points p with Normal·p = Offset.</summary>
/// <param name="Normal">Of unit length; points to the upper side.</param>
/// <param name="Offset">Distance from the origin along the normal.</param>
internal readonly record struct CutPlane(Vector3d Normal, double Offset)
{
    /// <summary>Signed distance, positive on the upper side.</summary>
    public double Height(Vector3d point) => Vector3d.Dot(Normal, point) - Offset;
}
