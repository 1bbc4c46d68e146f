namespace Kiln.Geometry.Numerics;

/// <summary>
/// An affine map in double precision, as the images of the three axes and of the origin: p ↦ X·p.x + Y·p.y + Z·p.z + Origin.
/// </summary>
public readonly record struct Affine3d(Vector3d X, Vector3d Y, Vector3d Z, Vector3d Origin)
{
    /// <summary>The map that changes nothing.</summary>
    public static Affine3d Identity { get; } = new(new(1, 0, 0), new(0, 1, 0), new(0, 0, 1), Vector3d.Zero);

    /// <summary>Signed volume scale: negative for a mirroring map, 0 for a singular one.</summary>
    public double Determinant => Vector3d.Dot(X, Vector3d.Cross(Y, Z));

    /// <summary>True when no entry is infinite or NaN.</summary>
    public bool IsFinite => X.IsFinite && Y.IsFinite && Z.IsFinite && Origin.IsFinite;

    /// <summary>Maps a point.</summary>
    public Vector3d Point(Vector3d p) => (X * p.X) + (Y * p.Y) + (Z * p.Z) + Origin;

    /// <summary>Maps a direction; the origin plays no part.</summary>
    public Vector3d Direction(Vector3d d) => (X * d.X) + (Y * d.Y) + (Z * d.Z);

    /// <summary>
    /// Maps a surface normal: the cofactor matrix, which is right for shears and mirrors too. Not of unit length.
    /// </summary>
    public Vector3d Normal(Vector3d n) =>
        (Vector3d.Cross(Y, Z) * n.X) + (Vector3d.Cross(Z, X) * n.Y) + (Vector3d.Cross(X, Y) * n.Z);

    /// <summary>This map after the other: (a.After(b))(p) = a(b(p)).</summary>
    public Affine3d After(Affine3d first) =>
        new(Direction(first.X), Direction(first.Y), Direction(first.Z), Point(first.Origin));

    /// <summary>A pure translation.</summary>
    public static Affine3d Translation(Vector3d offset) => Identity with { Origin = offset };

    /// <summary>A scale along the axes about the origin.</summary>
    public static Affine3d Scale(Vector3d s) => new(new(s.X, 0, 0), new(0, s.Y, 0), new(0, 0, s.Z), Vector3d.Zero);

    /// <summary>A rotation by a unit quaternion in (x, y, z, w) order, as glTF writes it.</summary>
    public static Affine3d Rotation(double x, double y, double z, double w) => new(
        new(1 - (2 * ((y * y) + (z * z))), 2 * ((x * y) + (z * w)), 2 * ((x * z) - (y * w))),
        new(2 * ((x * y) - (z * w)), 1 - (2 * ((x * x) + (z * z))), 2 * ((y * z) + (x * w))),
        new(2 * ((x * z) + (y * w)), 2 * ((y * z) - (x * w)), 1 - (2 * ((x * x) + (y * y)))),
        Vector3d.Zero);
}
