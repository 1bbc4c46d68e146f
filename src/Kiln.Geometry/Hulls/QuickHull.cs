using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Hulls;

/// <summary>
/// Quickhull in three dimensions (Barber, Dobkin and Huhdanpaa 1996) on polygonal faces held as half-edges, with conflict lists.
/// Faces that are coplanar or concave within <see cref="Epsilon"/> are merged, so that rounding cannot leave a fold and a planar
/// side is one face however many input points lie in it. The workspace is reused from one call of <see cref="Build"/> to the
/// next; it is not safe for use by two threads at once.
/// </summary>
internal sealed partial class QuickHull
{
    private Vector3d[] _points = [];
    private int _pointCount;
    private int _vertexBudget;

    /// <summary>
    /// The distance below which a point counts as lying in a plane: 3·2⁻⁵²·(max|x| + max|y| + max|z|), coordinates taken from the
    /// middle of the bounding box, times the factor given to <see cref="Build"/>.
    /// </summary>
    public double Epsilon { get; private set; }

    /// <summary>
    /// Builds the hull. False when the points have no extent in some direction (all equal, on a line or in a plane within
    /// <see cref="Epsilon"/>); then the hull is not to be read.
    /// </summary>
    /// <param name="points">Finite points; duplicates are allowed.</param>
    /// <param name="vertexBudget">
    /// Stop when this many points have been added, at least 4. The farthest point is always added next, so a stopped hull is the
    /// greedy inner approximation.
    /// </param>
    /// <param name="epsilonFactor">Multiplies <see cref="Epsilon"/>; above 1 only to retry a hull that failed verification.</param>
    public bool Build(ReadOnlySpan<Vector3d> points, int vertexBudget = int.MaxValue, double epsilonFactor = 1)
    {
        Load(points, epsilonFactor);
        _vertexBudget = Math.Max(4, vertexBudget);
        if (!BuildInitialSimplex())
        {
            return false;
        }

        int added = 4;
        while (added < _vertexBudget)
        {
            int face = NextFace();
            if (face < 0)
            {
                break;
            }

            AddPoint(_faces[face].Farthest, face);
            added++;
        }

        return true;
    }

    private void Load(ReadOnlySpan<Vector3d> points, double epsilonFactor)
    {
        _pointCount = points.Length;
        Reserve(ref _points, points.Length);
        Reserve(ref _nextPoint, points.Length);

        // Coordinates relative to the middle keep the tolerance small for a small model far from the origin.
        Bounds3d bounds = Bounds3d.Of(points);
        _offset = points.Length == 0 ? Vector3d.Zero : bounds.Center;
        for (int i = 0; i < points.Length; i++)
        {
            _points[i] = points[i] - _offset;
        }

        Vector3d half = bounds.Size * 0.5;
        Vector3d rounding = Vector3d.Max(_offset, -_offset) * Math.ScaleB(1, -52);
        Reset(((3 * Math.ScaleB(1, -52) * (half.X + half.Y + half.Z)) + rounding.X + rounding.Y + rounding.Z) * epsilonFactor);
    }

    private void Reset(double epsilon)
    {
        Epsilon = epsilon;
        _edgeCount = 0;
        _faceCount = 0;
        _releasedCount = 0;
        _activeFaces = 0;
        _firstActive = 0;
        _facesWithPoints.Clear();
        _hasSimplex = false;
    }

    private bool BuildInitialSimplex()
    {
        if (_pointCount < 4)
        {
            return false;
        }

        (int a, int b) = FarthestAlongAnAxis();
        Vector3d line = _points[b] - _points[a];
        if (!(line.Length > Epsilon))
        {
            return false;
        }

        Vector3d direction = line.Normalized();
        int c = FarthestFromLine(_points[a], direction, out double fromLine);
        if (!(fromLine > 100 * Epsilon))
        {
            return false;
        }

        Vector3d normal = Vector3d.Cross(line, _points[c] - _points[a]).Normalized();
        double plane = Vector3d.Dot(normal, _points[a]);
        int d = FarthestFromPlane(normal, plane, out double fromPlane);
        if (!(fromPlane > 100 * Epsilon))
        {
            return false;
        }

        if (Vector3d.Dot(normal, _points[d]) > plane)
        {
            (b, c) = (c, b);
        }

        // The base looks away from d; the three sides share d and one base edge each.
        int bottom = NewTriangle(a, b, c);
        int sideAb = NewTriangle(d, b, a);
        int sideBc = NewTriangle(d, c, b);
        int sideCa = NewTriangle(d, a, c);
        LinkTriangle(bottom, sideAb, a, b);
        LinkTriangle(bottom, sideBc, b, c);
        LinkTriangle(bottom, sideCa, c, a);
        LinkTriangle(sideAb, sideBc, d, b);
        LinkTriangle(sideBc, sideCa, d, c);
        LinkTriangle(sideCa, sideAb, d, a);
        for (int i = _pointCount - 1; i >= 0; i--)
        {
            if (i != a && i != b && i != c && i != d)
            {
                Release(i);
            }
        }

        ClaimReleased(None, 0);

        return true;
    }

    private (int A, int B) FarthestAlongAnAxis()
    {
        (int lowX, int lowY, int lowZ) = (0, 0, 0);
        (int highX, int highY, int highZ) = (0, 0, 0);
        for (int i = 1; i < _pointCount; i++)
        {
            Vector3d p = _points[i];
            lowX = ComesBefore(p.X, p.Y, p.Z, _points[lowX].X, _points[lowX].Y, _points[lowX].Z) ? i : lowX;
            lowY = ComesBefore(p.Y, p.Z, p.X, _points[lowY].Y, _points[lowY].Z, _points[lowY].X) ? i : lowY;
            lowZ = ComesBefore(p.Z, p.X, p.Y, _points[lowZ].Z, _points[lowZ].X, _points[lowZ].Y) ? i : lowZ;
            highX = ComesBefore(_points[highX].X, _points[highX].Y, _points[highX].Z, p.X, p.Y, p.Z) ? i : highX;
            highY = ComesBefore(_points[highY].Y, _points[highY].Z, _points[highY].X, p.Y, p.Z, p.X) ? i : highY;
            highZ = ComesBefore(_points[highZ].Z, _points[highZ].X, _points[highZ].Y, p.Z, p.X, p.Y) ? i : highZ;
        }

        double x = _points[highX].X - _points[lowX].X;
        double y = _points[highY].Y - _points[lowY].Y;
        double z = _points[highZ].Z - _points[lowZ].Z;
        return x >= y && x >= z ? (lowX, highX) : y >= z ? (lowY, highY) : (lowZ, highZ);
    }

    // Ties go to the following axes, so that a corner of a box is taken before a point in the middle of its side.
    private static bool ComesBefore(double first, double second, double third, double otherFirst, double otherSecond, double otherThird) =>
        first < otherFirst || (first == otherFirst && (second < otherSecond || (second == otherSecond && third < otherThird)));

    private int FarthestFromLine(Vector3d through, Vector3d direction, out double distance)
    {
        int best = 0;
        double farthest = double.NegativeInfinity;
        for (int i = 0; i < _pointCount; i++)
        {
            double squared = Vector3d.Cross(_points[i] - through, direction).LengthSquared;
            (best, farthest) = squared > farthest ? (i, squared) : (best, farthest);
        }

        distance = Math.Sqrt(farthest);
        return best;
    }

    private int FarthestFromPlane(Vector3d normal, double offset, out double distance)
    {
        int best = 0;
        distance = double.NegativeInfinity;
        for (int i = 0; i < _pointCount; i++)
        {
            double away = Math.Abs(Vector3d.Dot(normal, _points[i]) - offset);
            (best, distance) = away > distance ? (i, away) : (best, distance);
        }

        return best;
    }
}
