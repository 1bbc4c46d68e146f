namespace Kiln.Geometry.Numerics;

/// <summary>An axis-aligned box. The empty box has Min above Max and is the start value of a union.</summary>
public readonly record struct Bounds3d(Vector3d Min, Vector3d Max)
{
    /// <summary>The box that holds nothing.</summary>
    public static Bounds3d Empty { get; } = new(
        new(double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity),
        new(double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity));

    /// <summary>True when the box holds no point.</summary>
    public bool IsEmpty => !(Min.X <= Max.X);

    /// <summary>The middle of the box.</summary>
    public Vector3d Center => (Min + Max) * 0.5;

    /// <summary>Edge lengths; zero for an empty box.</summary>
    public Vector3d Size => IsEmpty ? Vector3d.Zero : Max - Min;

    /// <summary>Length of the space diagonal; zero for an empty box.</summary>
    public double Diagonal => Size.Length;

    /// <summary>Whether the point lies in the box or on its surface.</summary>
    public bool Contains(Vector3d point) =>
        point.X >= Min.X && point.X <= Max.X && point.Y >= Min.Y && point.Y <= Max.Y && point.Z >= Min.Z && point.Z <= Max.Z;

    /// <summary>The smallest box that holds this one and the point.</summary>
    public Bounds3d Including(Vector3d point) => new(Vector3d.Min(Min, point), Vector3d.Max(Max, point));

    /// <summary>The smallest box that holds both.</summary>
    public Bounds3d Including(Bounds3d other) => new(Vector3d.Min(Min, other.Min), Vector3d.Max(Max, other.Max));

    /// <summary>The bounding box of a set of points; empty for no points.</summary>
    public static Bounds3d Of(ReadOnlySpan<Vector3d> points)
    {
        Bounds3d bounds = Empty;
        foreach (Vector3d point in points)
        {
            bounds = bounds.Including(point);
        }

        return bounds;
    }
}
