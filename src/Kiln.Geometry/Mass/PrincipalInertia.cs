using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Mass;

/// <summary>
/// An inertia tensor as principal moments and the rotation of the principal axes: I = R·diag(d)·Rᵀ, where R's columns are the
/// principal axes in the body frame. The quaternion is what USD's <c>physics:principalAxes</c> and MJCF's <c>quat</c> hold.
/// </summary>
/// <param name="Diagonal">The three moments, each for the axis it lies nearest to; positive, none above the sum of the others.</param>
/// <param name="W">Scalar part of the unit quaternion of R; its sign is such that the first non-zero of w, x, y, z is positive.</param>
/// <param name="X">First vector component.</param>
/// <param name="Y">Second vector component.</param>
/// <param name="Z">Third vector component.</param>
public sealed record PrincipalInertia(Vector3d Diagonal, double W, double X, double Y, double Z)
{
    private const double EqualMoments = 1e-6;
    private const double SmallestShare = 1e-9;

    // The triangle inequality must also hold once files have rounded the moments to single precision.
    private const double FloatSlack = 4e-7;

    /// <summary>The rotation R as a map.</summary>
    public Affine3d Axes => Affine3d.Rotation(X, Y, Z, W);

    /// <summary>
    /// Diagonalises an inertia tensor by cyclic Jacobi rotations. Of all right-handed choices of axes the one closest to the identity is
    /// taken; moments that agree within 1e-6 leave their plane's axes free, and these too are turned as near to the identity as
    /// can be. Moments below 1e-9 of the trace are raised to that, and a triangle inequality broken by rounding is mended.
    /// </summary>
    /// <param name="inertia">Inertia tensor about the centre of mass.</param>
    /// <exception cref="InvalidModelException">The tensor is not finite or has no positive trace.</exception>
    public static PrincipalInertia Of(SymmetricTensor3d inertia)
    {
        if (!inertia.IsFinite || !(inertia.Trace > 0))
        {
            throw new InvalidModelException(
                $"The inertia tensor has the trace {inertia.Trace:R}; a body with mass has a finite, positive one");
        }

        Affine3d axes = NearestIdentity(JacobiEigenvectors.Of(inertia), inertia);
        Vector3d moments = new(Moment(inertia, axes.X), Moment(inertia, axes.Y), Moment(inertia, axes.Z));
        (double w, double x, double y, double z) = Quaternion(axes);
        return new(Clamped(moments), w, x, y, z);
    }

    private static double Moment(SymmetricTensor3d inertia, Vector3d axis) => Vector3d.Dot(axis, inertia.Times(axis));

    private static Affine3d NearestIdentity(Affine3d axes, SymmetricTensor3d inertia)
    {
        ReadOnlySpan<Vector3d> columns = [axes.X, axes.Y, axes.Z];
        ReadOnlySpan<(int X, int Y, int Z)> orders = [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)];
        Affine3d best = Affine3d.Identity;
        double bestTrace = double.NegativeInfinity;
        foreach ((int ix, int iy, int iz) in orders)
        {
            for (int signs = 0; signs < 4; signs++)
            {
                Vector3d x = columns[ix] * ((signs & 1) == 0 ? 1 : -1);
                Vector3d y = columns[iy] * ((signs & 2) == 0 ? 1 : -1);
                var candidate = WithFreePlanesTurned(new(x, y, Vector3d.Cross(x, y), Vector3d.Zero), inertia);
                double trace = candidate.X.X + candidate.Y.Y + candidate.Z.Z;
                if (trace > bestTrace + 1e-12)
                {
                    best = candidate;
                    bestTrace = trace;
                }
            }
        }

        return best;
    }

    private static Affine3d WithFreePlanesTurned(Affine3d axes, SymmetricTensor3d inertia)
    {
        double mx = Moment(inertia, axes.X);
        double my = Moment(inertia, axes.Y);
        double mz = Moment(inertia, axes.Z);
        double slack = EqualMoments * Math.Max(mx, Math.Max(my, mz));
        bool xy = Math.Abs(mx - my) <= slack;
        bool yz = Math.Abs(my - mz) <= slack;
        bool zx = Math.Abs(mz - mx) <= slack;
        if (xy && yz && zx)
        {
            return Affine3d.Identity;
        }

        if (xy)
        {
            (Vector3d x, Vector3d y) = Turned(axes.X, axes.Y, axes.X.X + axes.Y.Y, axes.Y.X - axes.X.Y);
            return axes with { X = x, Y = y };
        }

        if (yz)
        {
            (Vector3d y, Vector3d z) = Turned(axes.Y, axes.Z, axes.Y.Y + axes.Z.Z, axes.Z.Y - axes.Y.Z);
            return axes with { Y = y, Z = z };
        }

        if (zx)
        {
            (Vector3d z, Vector3d x) = Turned(axes.Z, axes.X, axes.Z.Z + axes.X.X, axes.X.Z - axes.Z.X);
            return axes with { Z = z, X = x };
        }

        return axes;
    }

    // Turns two axes in their plane by the angle with the given cosine and sine (up to scale): the one that makes the trace largest.
    private static (Vector3d First, Vector3d Second) Turned(Vector3d first, Vector3d second, double cosine, double sine)
    {
        double length = Math.Sqrt((cosine * cosine) + (sine * sine));
        if (length < 1e-12)
        {
            return (first, second);
        }

        double c = cosine / length;
        double s = sine / length;
        return ((first * c) + (second * s), (second * c) - (first * s));
    }

    private static Vector3d Clamped(Vector3d moments)
    {
        double least = SmallestShare * (moments.X + moments.Y + moments.Z);
        Span<double> d = [Math.Max(moments.X, least), Math.Max(moments.Y, least), Math.Max(moments.Z, least)];
        int largest = d[0] >= d[1] && d[0] >= d[2] ? 0 : d[1] >= d[2] ? 1 : 2;
        int second = (largest + 1) % 3;
        int third = (largest + 2) % 3;
        double missing = d[largest] - (d[second] + d[third]);
        double slack = FloatSlack * d[largest];
        if (missing > -slack)
        {
            double raise = (missing + slack) / 2;
            d[second] += raise;
            d[third] += raise;
        }

        return new(d[0], d[1], d[2]);
    }

    // Shepperd's method: divide by the largest of the four components.
    private static (double W, double X, double Y, double Z) Quaternion(Affine3d r)
    {
        Span<double> squares =
        [
            1 + r.X.X + r.Y.Y + r.Z.Z, 1 + r.X.X - r.Y.Y - r.Z.Z, 1 - r.X.X + r.Y.Y - r.Z.Z, 1 - r.X.X - r.Y.Y + r.Z.Z,
        ];
        int largest = 0;
        for (int i = 1; i < 4; i++)
        {
            largest = squares[i] > squares[largest] + 1e-12 ? i : largest;
        }

        double twice = Math.Sqrt(squares[largest]);
        double f = 0.5 / twice;
        Span<double> q = largest switch
        {
            0 => [twice / 2, (r.Y.Z - r.Z.Y) * f, (r.Z.X - r.X.Z) * f, (r.X.Y - r.Y.X) * f],
            1 => [(r.Y.Z - r.Z.Y) * f, twice / 2, (r.X.Y + r.Y.X) * f, (r.Z.X + r.X.Z) * f],
            2 => [(r.Z.X - r.X.Z) * f, (r.X.Y + r.Y.X) * f, twice / 2, (r.Y.Z + r.Z.Y) * f],
            _ => [(r.X.Y - r.Y.X) * f, (r.Z.X + r.X.Z) * f, (r.Y.Z + r.Z.Y) * f, twice / 2],
        };
        return Canonical(q);
    }

    private static (double W, double X, double Y, double Z) Canonical(Span<double> q)
    {
        double length = Math.Sqrt((q[0] * q[0]) + (q[1] * q[1]) + (q[2] * q[2]) + (q[3] * q[3]));
        double sign = 0;
        for (int i = 0; i < 4; i++)
        {
            q[i] /= length;
            q[i] = Math.Abs(q[i]) < 1e-15 ? 0 : q[i];
            sign = sign == 0 ? Math.Sign(q[i]) : sign;
        }

        return ((q[0] * sign) + 0.0, (q[1] * sign) + 0.0, (q[2] * sign) + 0.0, (q[3] * sign) + 0.0);
    }
}
