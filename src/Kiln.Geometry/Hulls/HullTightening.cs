using System.Numerics;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Hulls;

/// <summary>
/// Takes volume off a hull that holds points, keeping its corners' number: each corner in turn moves to where the volume is least while
/// the sides around it hold the points and stay convex. With the other corners fixed, volume and conditions are linear in the corner's
/// place, so this is a linear program in three unknowns with two conditions for each neighbouring side.
/// </summary>
internal sealed class HullTightening
{
    // Around a corner of more sides trying all meets of three conditions costs more than it gives.
    private const int MostNeighbours = 12;
    private const double LeastGain = 1e-7;

    private readonly Vector3d[] _corners;
    private readonly int[] _triangles;
    private readonly double[] _heldX;
    private readonly double[] _heldY;
    private readonly double[] _heldZ;
    private readonly double _tolerance;
    private readonly double _leastGain;
    private readonly Dictionary<(int Tail, int Head), int> _opposite;
    private readonly List<int> _ring = [];
    private readonly List<(Vector3d Normal, double Offset)> _conditions = [];

    private HullTightening(ConvexHull hull, Vector3d center, Vector3d[] held, double tolerance)
    {
        _corners = Array.ConvertAll(hull.Vertices, vertex => vertex - center);
        _triangles = hull.Triangles;
        int padded = (held.Length + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count;
        (_heldX, _heldY, _heldZ) = (new double[padded], new double[padded], new double[padded]);
        for (int i = 0; i < padded; i++)
        {
            // The last point again fills the last vector.
            Vector3d point = held[Math.Min(i, held.Length - 1)] - center;
            (_heldX[i], _heldY[i], _heldZ[i]) = (point.X, point.Y, point.Z);
        }

        _tolerance = tolerance;
        _leastGain = LeastGain * hull.Volume * 6;
        _opposite = new Dictionary<(int, int), int>(_triangles.Length);
        for (int i = 0; i < _triangles.Length; i++)
        {
            int first = i - (i % 3);
            _opposite[(_triangles[i], _triangles[first + ((i + 1) % 3)])] = _triangles[first + ((i + 2) % 3)];
        }
    }

    /// <summary>One turn over all corners.</summary>
    /// <param name="hull">A hull that holds the points within the tolerance.</param>
    /// <param name="held">The points.</param>
    /// <param name="tolerance">How far a point may lie outside already.</param>
    /// <returns>The moved corners, in the order of the hull's vertices.</returns>
    public static Vector3d[] Tightened(ConvexHull hull, Vector3d[] held, double tolerance)
    {
        Vector3d center = hull.Bounds.Center;
        var tightening = new HullTightening(hull, center, held, tolerance);
        for (int corner = 0; corner < hull.Vertices.Length; corner++)
        {
            tightening.Move(corner);
        }

        return Array.ConvertAll(tightening._corners, corner => corner + center);
    }

    private void Move(int corner)
    {
        CollectRing(corner);
        if (_ring.Count is < 3 or > MostNeighbours || !TryCollectConditions(corner))
        {
            return;
        }

        Vector3d gradient = Vector3d.Zero;
        for (int i = 0; i < _ring.Count; i++)
        {
            gradient += Vector3d.Cross(_corners[_ring[i]], _corners[_ring[(i + 1) % _ring.Count]]);
        }

        double lowest = Vector3d.Dot(gradient, _corners[corner]) - _leastGain;
        for (int i = 0; i < _conditions.Count; i++)
        {
            for (int j = i + 1; j < _conditions.Count; j++)
            {
                Vector3d line = Vector3d.Cross(_conditions[i].Normal, _conditions[j].Normal);
                for (int k = j + 1; k < _conditions.Count; k++)
                {
                    double determinant = Vector3d.Dot(line, _conditions[k].Normal);
                    if (Math.Abs(determinant) < 1e-6)
                    {
                        continue;
                    }

                    Vector3d place = ((Vector3d.Cross(_conditions[j].Normal, _conditions[k].Normal) * _conditions[i].Offset)
                        + (Vector3d.Cross(_conditions[k].Normal, _conditions[i].Normal) * _conditions[j].Offset)
                        + (line * _conditions[k].Offset)) / determinant;
                    double volume = Vector3d.Dot(gradient, place);
                    if (volume < lowest && MeetsAll(place))
                    {
                        lowest = volume;
                        _corners[corner] = place;
                    }
                }
            }
        }
    }

    private bool MeetsAll(Vector3d place)
    {
        foreach ((Vector3d normal, double offset) in _conditions)
        {
            if (Vector3d.Dot(normal, place) > offset + (1e-3 * _tolerance))
            {
                return false;
            }
        }

        return true;
    }

    // The corners around one, counter-clockwise seen from outside.
    private void CollectRing(int corner)
    {
        _ring.Clear();
        int start = -1;
        for (int i = 0; i < _triangles.Length && start < 0; i++)
        {
            if (_triangles[i] == corner)
            {
                start = _triangles[i - (i % 3) + ((i + 1) % 3)];
            }
        }

        int at = start;
        while (at >= 0 && _ring.Count <= MostNeighbours)
        {
            _ring.Add(at);
            at = _opposite.GetValueOrDefault((corner, at), -1);
            if (at == start)
            {
                return;
            }
        }

        _ring.Clear();
    }

    // False when a side at the corner has no area, so that nothing can be said about it.
    private bool TryCollectConditions(int corner)
    {
        _conditions.Clear();
        for (int i = 0; i < _ring.Count; i++)
        {
            int a = _ring[i];
            int b = _ring[(i + 1) % _ring.Count];
            Vector3d edge = (_corners[b] - _corners[a]).Normalized();
            Vector3d arm = _corners[corner] - _corners[a];
            Vector3d along = (arm - (edge * Vector3d.Dot(edge, arm))).Normalized();
            if (along == Vector3d.Zero)
            {
                return false;
            }

            // Above the side beyond the edge the corner would make the edge concave.
            AddCondition(Vector3d.Cross(_corners[_opposite[(b, a)]] - _corners[a], edge), _corners[a]);
            AddHolding(_corners[a], edge, along);
        }

        return true;
    }

    // Seen along the edge, the side may turn inward until it meets the first point, and the corner must stay above that turn.
    private void AddHolding(Vector3d origin, Vector3d edge, Vector3d along)
    {
        Vector3d inward = Vector3d.Cross(along, edge);
        double steepest = double.MinValue;
        Vector3d first = Vector3d.Zero;
        for (int i = 0; i < _heldX.Length; i += Vector<double>.Count)
        {
            Vector<double> armX = new Vector<double>(_heldX, i) - new Vector<double>(origin.X);
            Vector<double> armY = new Vector<double>(_heldY, i) - new Vector<double>(origin.Y);
            Vector<double> armZ = new Vector<double>(_heldZ, i) - new Vector<double>(origin.Z);
            Vector<double> x = (armX * along.X) + (armY * along.Y) + (armZ * along.Z);
            Vector<double> depth = Vector.Max(Vector<double>.Zero, (armX * inward.X) + (armY * inward.Y) + (armZ * inward.Z));
            if (Vector.GreaterThanAny(x, depth * steepest))
            {
                for (int lane = 0; lane < Vector<double>.Count; lane++)
                {
                    Consider(new(armX[lane], armY[lane], armZ[lane]));
                }
            }
        }

        foreach (int other in _ring)
        {
            Consider(_corners[other] - origin);
        }

        if (first != Vector3d.Zero)
        {
            AddCondition(Vector3d.Cross(first, edge), origin);
        }

        void Consider(Vector3d arm)
        {
            double x = Vector3d.Dot(arm, along);
            double depth = Math.Max(0, Vector3d.Dot(arm, inward));
            if (x > steepest * depth && Math.Max(x, depth) > _tolerance)
            {
                steepest = x / Math.Max(depth, double.Epsilon);
                first = (along * x) + (inward * depth);
            }
        }
    }

    private void AddCondition(Vector3d normal, Vector3d through)
    {
        Vector3d unit = normal.Normalized();
        if (unit != Vector3d.Zero)
        {
            _conditions.Add((unit, Vector3d.Dot(unit, through)));
        }
    }
}
