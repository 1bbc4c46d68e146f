using System.Numerics;

namespace Kiln.Geometry.Numerics;

/// <summary>A point or direction in double precision: what predicates, mass integrals and hulls work in.</summary>
public readonly record struct Vector3d(double X, double Y, double Z)
{
    /// <summary>The origin.</summary>
    public static Vector3d Zero => default;

    /// <summary>The Euclidean length.</summary>
    public double Length => Math.Sqrt(Dot(this, this));

    /// <summary>The squared Euclidean length.</summary>
    public double LengthSquared => Dot(this, this);

    /// <summary>True when no component is infinite or NaN.</summary>
    public bool IsFinite => double.IsFinite(X) && double.IsFinite(Y) && double.IsFinite(Z);

    /// <summary>Widens a single-precision vector; exact.</summary>
    public static implicit operator Vector3d(Vector3 v) => new(v.X, v.Y, v.Z);

    /// <summary>Rounds to single precision.</summary>
    public static explicit operator Vector3(Vector3d v) => new((float)v.X, (float)v.Y, (float)v.Z);

    /// <summary>Component-wise sum.</summary>
    public static Vector3d operator +(Vector3d a, Vector3d b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    /// <summary>Component-wise difference.</summary>
    public static Vector3d operator -(Vector3d a, Vector3d b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    /// <summary>The opposite vector.</summary>
    public static Vector3d operator -(Vector3d a) => new(-a.X, -a.Y, -a.Z);

    /// <summary>Scales every component.</summary>
    public static Vector3d operator *(Vector3d a, double s) => new(a.X * s, a.Y * s, a.Z * s);

    /// <summary>Scales every component.</summary>
    public static Vector3d operator *(double s, Vector3d a) => a * s;

    /// <summary>Divides every component.</summary>
    public static Vector3d operator /(Vector3d a, double s) => a * (1.0 / s);

    /// <summary>The scalar product.</summary>
    public static double Dot(Vector3d a, Vector3d b) => (a.X * b.X) + (a.Y * b.Y) + (a.Z * b.Z);

    /// <summary>The right-handed vector product.</summary>
    public static Vector3d Cross(Vector3d a, Vector3d b) =>
        new((a.Y * b.Z) - (a.Z * b.Y), (a.Z * b.X) - (a.X * b.Z), (a.X * b.Y) - (a.Y * b.X));

    /// <summary>Component-wise minimum.</summary>
    public static Vector3d Min(Vector3d a, Vector3d b) => new(Math.Min(a.X, b.X), Math.Min(a.Y, b.Y), Math.Min(a.Z, b.Z));

    /// <summary>Component-wise maximum.</summary>
    public static Vector3d Max(Vector3d a, Vector3d b) => new(Math.Max(a.X, b.X), Math.Max(a.Y, b.Y), Math.Max(a.Z, b.Z));

    /// <summary>The vector of length one in this direction; zero stays zero.</summary>
    public Vector3d Normalized()
    {
        double length = Length;
        return length > 0 ? this / length : Zero;
    }
}
