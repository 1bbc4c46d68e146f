using System.Numerics;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Spatial;

namespace Kiln.Geometry.Hulls;

/// <summary>
/// Fits a hull of few corners to one of many. The volume that it adds counts once and the volume that it misses several times: as in quantile
/// regression, at the least of that sum each side lies so deep that a set part of it is below the surface. On a sphere
/// this adds a quarter less than a hull around it does, for a miss of some ten-thousandths.
/// </summary>
internal sealed class HullFit
{
    private const int Samples = 1600;
    private const int Steps = 80;
    private const int LastInsertion = 50;
    private const double StepDecay = 0.94;
    private const double LongestStep = 3;

    // A missed volume counts this many times as much as an added one.
    private const double MissWeight = 7;

    // Times volume over area: below this height a missed point counts less, so that flat sides come to rest in their own plane.
    private const double RestHeight = 7e-4;

    // What a corner that stands too high weighs at first, in samples, and how much more with each step that it still does.
    private const double FirstPull = 2;
    private const double PullGrowth = 1.25;
    private const double MostPull = 400;

    // The samples, and from _firstCorner on the exact hull's corners.
    private readonly double[] _x;
    private readonly double[] _y;
    private readonly double[] _z;
    private readonly double[] _height;
    private readonly int[] _side;
    private readonly double[] _pull;
    private readonly int _firstCorner;
    private readonly double _sampleArea;
    private readonly double _restHeight;
    private readonly double _mostHeight;

    /// <summary>Creates the fit.</summary>
    /// <param name="exact">The hull to come close to.</param>
    /// <param name="mostHeight">How far a corner of it should stay outside at most.</param>
    public HullFit(ConvexHull exact, double mostHeight)
    {
        List<Vector3d> points = SurfaceSamples.Of(exact.Vertices, exact.Triangles, Samples);
        Pad(points);
        _firstCorner = points.Count;
        points.AddRange(exact.Vertices);
        Pad(points);
        int count = points.Count;
        (_x, _y, _z, _height, _side) = (new double[count], new double[count], new double[count], new double[count], new int[count]);
        for (int i = 0; i < count; i++)
        {
            (_x[i], _y[i], _z[i]) = (points[i].X, points[i].Y, points[i].Z);
        }

        _pull = new double[count - _firstCorner];
        Array.Fill(_pull, FirstPull);
        double area = 0;
        for (int t = 0; t < exact.Triangles.Length; t += 3)
        {
            area += AreaVector(exact, t).Length;
        }

        _sampleArea = area / _firstCorner;
        _restHeight = RestHeight * exact.Volume / area;
        _mostHeight = mostHeight;
    }

    /// <summary>The best hull on the way from a first one.</summary>
    /// <param name="start">Any hull of at most <paramref name="maxVertices"/> corners near the exact one.</param>
    /// <param name="maxVertices">The most corners.</param>
    /// <param name="builder">Makes hulls.</param>
    public ConvexHull Improve(ConvexHull start, int maxVertices, HullBuilder builder)
    {
        ConvexHull hull = start;
        ConvexHull best = start;
        double least = double.PositiveInfinity;
        double step = 0;
        for (int round = 0; round < Steps; round++)
        {
            Measure(hull);
            double cost = hull.Volume + (MissWeight * (Missed() + (_sampleArea * _firstCorner * TooHigh())));
            if (cost < least)
            {
                (best, least) = (hull, cost);
            }

            step = round == 0 ? MeanHeight() : step * StepDecay;
            List<Vector3d> corners = Moved(hull, step);
            if (round < LastInsertion && corners.Count < maxVertices)
            {
                AddHighest(corners, maxVertices);
            }

            if (!builder.TryBuildExact([.. corners], int.MaxValue, out ConvexHull? next))
            {
                break;
            }

            hull = next;
        }

        return best;
    }

    /// <summary>An upper bound of the volume of the exact hull that a hull leaves outside, from samples of the surface.</summary>
    public double Missed(ConvexHull hull)
    {
        Measure(hull);
        return Missed();
    }

    private double Missed()
    {
        double sum = 0;
        foreach (double height in _height.AsSpan(0, _firstCorner))
        {
            sum += Math.Max(0, height);
        }

        return sum * _sampleArea;
    }

    private double TooHigh()
    {
        double highest = _mostHeight;
        foreach (double height in _height.AsSpan(_firstCorner))
        {
            highest = Math.Max(highest, height);
        }

        return highest - _mostHeight;
    }

    private double MeanHeight()
    {
        double sum = 0;
        foreach (double height in _height.AsSpan(0, _firstCorner))
        {
            sum += Math.Abs(height);
        }

        return sum / _firstCorner;
    }

    // The last point again fills the last vector.
    private static void Pad(List<Vector3d> points)
    {
        while (points.Count % Vector<double>.Count != 0)
        {
            points.Add(points[^1]);
        }
    }

    // Each sample belongs to the side whose plane it stands highest above.
    private void Measure(ConvexHull hull)
    {
        HullPlanes planes = hull.Planes();
        for (int i = 0; i < _x.Length; i += Vector<double>.Count)
        {
            var (x, y, z) = (new Vector<double>(_x, i), new Vector<double>(_y, i), new Vector<double>(_z, i));
            var highest = new Vector<double>(double.NegativeInfinity);
            Vector<double> side = Vector<double>.Zero;
            for (int plane = 0; plane < planes.Count; plane++)
            {
                Vector3d normal = planes.Normal(plane);
                Vector<double> height = (x * normal.X) + (y * normal.Y) + (z * normal.Z) - new Vector<double>(planes.Offset(plane));
                Vector<long> higher = Vector.GreaterThan(height, highest);
                highest = Vector.ConditionalSelect(higher, height, highest);
                side = Vector.ConditionalSelect(higher, new Vector<double>(plane), side);
            }

            highest.CopyTo(_height, i);
            for (int lane = 0; lane < Vector<double>.Count; lane++)
            {
                _side[i + lane] = (int)side[lane];
            }
        }
    }

    // With the sides' normals held, the volume changes with a corner by a third of the areas around it, and a sample's height by the
    // corner's share in the point of the side below the sample.
    private List<Vector3d> Moved(ConvexHull hull, double step)
    {
        int sides = hull.Triangles.Length / 3;
        var gradient = new Vector3d[hull.Vertices.Length];
        var area = new double[hull.Vertices.Length];
        for (int side = 0; side < sides; side++)
        {
            Vector3d third = AreaVector(hull, 3 * side) / 3;
            for (int k = 0; k < 3; k++)
            {
                gradient[hull.Triangles[(3 * side) + k]] += third;
                area[hull.Triangles[(3 * side) + k]] += third.Length;
            }
        }

        for (int i = 0; i < _height.Length; i++)
        {
            double weight = i < _firstCorner ? Math.Clamp(_height[i] / _restHeight, 0, 1) : Pull(i);
            if (weight > 0)
            {
                AddMissed(hull, 3 * _side[i], new(_x[i], _y[i], _z[i]), weight, gradient);
            }
        }

        var corners = new List<Vector3d>(hull.Vertices.Length);
        for (int i = 0; i < gradient.Length; i++)
        {
            Vector3d move = area[i] > 0 ? gradient[i] * (-1 / area[i]) : Vector3d.Zero;
            corners.Add(hull.Vertices[i] + (move * (step * Math.Min(1, LongestStep / Math.Max(move.Length, double.Epsilon)))));
        }

        return corners;
    }

    private double Pull(int point)
    {
        if (_height[point] <= _mostHeight)
        {
            return 0;
        }

        ref double pull = ref _pull[point - _firstCorner];
        pull = Math.Min(MostPull, PullGrowth * pull);
        return pull;
    }

    private void AddMissed(ConvexHull hull, int t, Vector3d sample, double weight, Vector3d[] gradient)
    {
        (int ia, int ib, int ic) = (hull.Triangles[t], hull.Triangles[t + 1], hull.Triangles[t + 2]);
        (Vector3d a, Vector3d b, Vector3d c) = (hull.Vertices[ia], hull.Vertices[ib], hull.Vertices[ic]);
        Vector3d normal = Vector3d.Cross(b - a, c - a).Normalized();
        double shareA = Math.Max(0, Vector3d.Dot(normal, Vector3d.Cross(b - sample, c - sample)));
        double shareB = Math.Max(0, Vector3d.Dot(normal, Vector3d.Cross(c - sample, a - sample)));
        double shareC = Math.Max(0, Vector3d.Dot(normal, Vector3d.Cross(a - sample, b - sample)));
        double whole = shareA + shareB + shareC;
        if (whole > 0)
        {
            Vector3d pull = normal * (MissWeight * weight * _sampleArea / whole);
            gradient[ia] -= pull * shareA;
            gradient[ib] -= pull * shareB;
            gradient[ic] -= pull * shareC;
        }
    }

    // The point highest above each side, the highest first.
    private void AddHighest(List<Vector3d> corners, int maxVertices)
    {
        var highest = new SortedDictionary<int, int>();
        for (int i = 0; i < _height.Length; i++)
        {
            if (_height[i] > _restHeight && (!highest.TryGetValue(_side[i], out int known) || _height[i] > _height[known]))
            {
                highest[_side[i]] = i;
            }
        }

        corners.AddRange(highest.Values.OrderByDescending(i => _height[i]).ThenBy(i => i)
            .Take(maxVertices - corners.Count).Select(i => new Vector3d(_x[i], _y[i], _z[i])));
    }

    private static Vector3d AreaVector(ConvexHull hull, int t)
    {
        Vector3d a = hull.Vertices[hull.Triangles[t]];
        return Vector3d.Cross(hull.Vertices[hull.Triangles[t + 1]] - a, hull.Vertices[hull.Triangles[t + 2]] - a) / 2;
    }
}
