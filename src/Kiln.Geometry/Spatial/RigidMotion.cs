using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Spatial;

/// <summary>Recognises a set of points that is another one moved and turned, point by point.</summary>
public static class RigidMotion
{
    // Copies are placed in single precision: half a unit in the last place of a coordinate, some tenfold for the frame's own error.
    private const double PlacementError = 1e-6;

    /// <summary>The rotation and translation that takes each point to its partner, to single precision; null when there is none.</summary>
    /// <param name="from">Points, not all on one line.</param>
    /// <param name="to">Their partners, as many.</param>
    public static Affine3d? Between(ReadOnlySpan<Vector3d> from, ReadOnlySpan<Vector3d> to)
    {
        if (from.Length != to.Length || from.IsEmpty)
        {
            return null;
        }

        // The frames of three far points of both give the motion; all others must then agree.
        (int second, int third) = FarFrom(from);
        if (Frame(from[0], from[second], from[third]) is not { } frame || Frame(to[0], to[second], to[third]) is not { } target)
        {
            return null;
        }

        Affine3d inverse = new(
            new(frame.X.X, frame.Y.X, frame.Z.X), new(frame.X.Y, frame.Y.Y, frame.Z.Y), new(frame.X.Z, frame.Y.Z, frame.Z.Z), Vector3d.Zero);
        Affine3d motion = target.After(inverse).After(Affine3d.Translation(frame.Origin * -1));
        double allowed = PlacementError * Math.Max(Reach(Bounds3d.Of(from)), Reach(Bounds3d.Of(to)));
        for (int i = 0; i < from.Length; i++)
        {
            if (!((motion.Point(from[i]) - to[i]).Length <= allowed))
            {
                return null;
            }
        }

        return motion;
    }

    // The point farthest from the first, and the one farthest from the line through both.
    private static (int Second, int Third) FarFrom(ReadOnlySpan<Vector3d> points)
    {
        int second = 0;
        for (int i = 1; i < points.Length; i++)
        {
            second = (points[i] - points[0]).LengthSquared > (points[second] - points[0]).LengthSquared ? i : second;
        }

        Vector3d along = points[second] - points[0];
        int third = 0;
        double most = 0;
        for (int i = 1; i < points.Length; i++)
        {
            double off = Vector3d.Cross(along, points[i] - points[0]).LengthSquared;
            (third, most) = off > most ? (i, off) : (third, most);
        }

        return (second, third);
    }

    private static Affine3d? Frame(Vector3d origin, Vector3d along, Vector3d aside)
    {
        Vector3d normal = Vector3d.Cross(along - origin, aside - origin);
        if (!(normal.Length > 0))
        {
            return null;
        }

        Vector3d x = (along - origin).Normalized();
        Vector3d z = normal.Normalized();
        return new(x, Vector3d.Cross(z, x), z, origin);
    }

    private static double Reach(Bounds3d bounds) => Vector3d.Max(bounds.Max, bounds.Min * -1).Length;
}
