using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Cleaning;

/// <summary>
/// The steps of cleaning in their order. A step may make work for an earlier one (a sewn border gives new duplicates, a hole filled along
/// a crack a triangle without area), so they are gone through again until none finds anything to do. A sound object needs one round;
/// where more than two faces meet in an edge, a last one shows that the pairs which were made come out of it again.
/// </summary>
internal sealed class CleaningPass
{
    // Two or three rounds are usual where anything is wrong. In the last one nothing is sewn or filled, so that all the rest holds.
    private const int Rounds = 16;

    private readonly CleaningOptions _options;
    private readonly CancellationToken _cancellationToken;
    private readonly double _diagonal;
    private readonly double _weldDistance;
    private readonly SurfaceStatistics _before;
    private int _degenerates;
    private int _flipped;
    private int _duplicates;
    private int _laminas;
    private int _turned;
    private int _stitched;
    private int _holes;
    private int[]? _walls;
    private bool _hasStitched;
    private bool _hasExchanged;
    private int _borders;
    private int _bordersWhenFilled = int.MaxValue;

    /// <summary>Takes over the triangles; arrays are not changed.</summary>
    /// <param name="points">Position of each source vertex, all finite.</param>
    /// <param name="corners">Three source vertices per triangle.</param>
    /// <param name="groups">The mesh each triangle belongs to.</param>
    /// <param name="options">What may be done.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public CleaningPass(Vector3d[] points, int[] corners, int[] groups, CleaningOptions options, CancellationToken cancellationToken)
    {
        _options = options;
        _cancellationToken = cancellationToken;
        Bounds3d bounds = Bounds3d.Empty;
        foreach (int vertex in corners)
        {
            bounds = bounds.Including(points[vertex]);
        }

        _diagonal = bounds.Diagonal;
        _weldDistance = Math.Max(options.WeldTolerance * _diagonal, 1e-9);
        int[] place = PositionWelding.Within(points, _weldDistance, cancellationToken);
        int[] exact = PositionWelding.Exact(points);
        _before = SurfaceStatistics.Of(new SurfaceMesh(points, [.. corners.Select(vertex => exact[vertex])]));
        Triangles = new(points, place, corners, groups);
    }

    /// <summary>The triangles, clean once <see cref="Run"/> is done.</summary>
    public WorkingTriangles Triangles { get; }

    /// <summary>Partner of each half-edge, once <see cref="Run"/> is done.</summary>
    public int[] Twin { get; private set; } = [];

    /// <summary>Meshes that lost the backs of double-sided sheets.</summary>
    public HashSet<int> DoubleSided { get; } = [];

    /// <summary>Cleans; returns the report and the surface.</summary>
    public (CleaningReport Report, SurfaceMesh Surface) Run()
    {
        EdgePairing pairing;
        int[] oriented = [];
        int vertexCount = 0;
        int round = 0;
        do
        {
            do
            {
                pairing = Pair();
                round++;
            }
            while (round < Rounds && Improve(pairing));
            if (Twin.AsSpan().SequenceEqual(oriented))
            {
                break;
            }

            Twin = Triangles.SortByGroup(Twin);
            _turned += OutwardOrientation.Run(Triangles.Points, Triangles.Corners, Triangles.Sources, Twin, _cancellationToken);
            vertexCount = Triangles.Keep(Twin);
            oriented = Twin;
        }
        while (round < Rounds && pairing.NonManifoldEdges > 0);

        SurfaceMesh surface = Surface(Triangles.Vertices, vertexCount);
        int junctions = Twin.AsSpan().Contains(EdgePairing.Border)
            ? TJunctions.Count(Triangles.Points, Triangles.Corners, Twin, _weldDistance, _cancellationToken)
            : 0;
        var report = new CleaningReport(_before, SurfaceStatistics.Of(surface))
        {
            DegeneratesRemoved = _degenerates,
            DegeneratesFlipped = _flipped,
            DuplicatesRemoved = _duplicates,
            LaminasRemoved = _laminas,
            TrianglesFlipped = _turned,
            NonManifoldEdgesCut = pairing.NonManifoldEdges,
            OneSidedEdgesCut = pairing.OneSidedEdges,
            VerticesSplit = vertexCount - UsedPlaces(),
            BoundaryEdgesStitched = _stitched,
            HolesFilled = _holes,
            TJunctions = junctions,
        };
        return (report, surface);
    }

    private EdgePairing Pair()
    {
        DropFaults();
        EdgePairing pairing = EdgePairing.Of(Triangles.Corners, Triangles.Vertices, Triangles.Points);
        Twin = pairing.Twin;
        _turned += ConsistentWinding.Run(Triangles.Corners, Triangles.Sources, pairing, Triangles.Points);
        _hasExchanged = pairing.NonManifoldEdges > 0 && FanSeparation.Run(Twin, _cancellationToken) > 0;
        int borders = Twin.AsSpan().Count(EdgePairing.Border);
        _stitched += _hasStitched ? Math.Max(_borders - borders, 0) : 0;
        _borders = borders;
        return pairing;
    }

    // Whether there was something to do that other steps must look at again.
    private bool Improve(EdgePairing pairing)
    {
        int bordersWhenFilled = _bordersWhenFilled;
        _bordersWhenFilled = int.MaxValue;
        _hasStitched = false;
        if (AreWallsAlike() || DropLooseWalls())
        {
            return true;
        }

        if (Stitch())
        {
            _hasStitched = true;
            return true;
        }

        // Filling again what had to be dropped again would never end.
        if (_borders < bordersWhenFilled && FillHoles())
        {
            _bordersWhenFilled = _borders;
            return true;
        }

        // Where pieces came apart, faces that contradicted each other may no longer do so.
        if (_hasExchanged && pairing.OneSidedEdges > 0)
        {
            Triangles.Keep(Twin);
            return true;
        }

        return false;
    }

    // Walls that have come to be wound alike are duplicates.
    private bool AreWallsAlike()
    {
        bool areAlike = _walls is not null && DuplicateFaces.AnyAlike(Triangles.Corners);
        if (areAlike)
        {
            Triangles.Keep(Twin);
        }

        return areAlike;
    }

    private void DropFaults()
    {
        bool[] drop = new bool[Triangles.Count];
        for (int t = 0; t < drop.Length; t++)
        {
            (int a, int b, int c) = (Triangles.Corners[t * 3], Triangles.Corners[(t * 3) + 1], Triangles.Corners[(t * 3) + 2]);
            drop[t] = a == b || b == c || c == a;
        }

        _degenerates += Triangles.Drop(drop);
        (int flipped, drop) = SliverRepair.Run(Triangles, 2 * _options.DegenerateArea * _diagonal * _diagonal);
        _flipped += flipped;
        _degenerates += Triangles.Drop(drop);
        _cancellationToken.ThrowIfCancellationRequested();
        bool dropped = true;
        while (dropped)
        {
            drop = new bool[Triangles.Count];
            (int duplicates, List<int> fronts) = DuplicateFaces.Mark(Triangles.Corners, Triangles.Points.Length, drop, out _walls);
            _duplicates += duplicates;
            dropped = DropBacks(fronts, drop);
        }

        _cancellationToken.ThrowIfCancellationRequested();
    }

    private bool DropBacks(List<int> fronts, bool[] drop)
    {
        _laminas += fronts.Count;
        DoubleSided.UnionWith(fronts.Select(front => Triangles.Groups[front]));
        return Triangles.Drop(drop) > 0;
    }

    private bool DropLooseWalls()
    {
        if (_walls is null)
        {
            return false;
        }

        bool[] drop = new bool[Triangles.Count];
        List<int> fronts = DuplicateFaces.MarkLoose(Twin, _walls, drop);
        Triangles.Keep(Twin);
        return DropBacks(fronts, drop);
    }

    private bool Stitch()
    {
        double distance = _options.StitchTolerance * _diagonal;
        int[]? joined = distance > _weldDistance
            ? BoundaryStitching.Find(Triangles.Points, Triangles.Corners, Twin, distance, _cancellationToken)
            : null;
        if (joined is null)
        {
            return false;
        }

        Triangles.Keep(Twin);
        Triangles.Move(joined);
        return true;
    }

    private bool FillHoles()
    {
        List<int[]> fills = HoleFilling.Find(
            Triangles.Points, Triangles.Corners, Twin, _options.MaximumHoleEdges, _options.MaximumHoleDiagonal * _diagonal);
        if (fills.Count == 0)
        {
            return false;
        }

        int[] added = [.. fills.SelectMany(fill => fill)];
        var triangles = new List<(int, int, int, int)>(added.Length / 3);
        for (int i = 0; i < added.Length; i += 3)
        {
            (int a, int b, int c) = (added[i], added[i + 1], added[i + 2]);
            triangles.Add((Triangles.Sources[a], FillSource(b, a), FillSource(c, a), Triangles.Groups[a / 3]));
        }

        _holes += fills.Count;
        int[] twin = [.. Twin, .. Enumerable.Repeat(EdgePairing.Border, added.Length)];
        HolePairing.Pair(Triangles.Corners, twin, added, Twin.Length);
        Triangles.Add(triangles);
        Triangles.Keep(twin);
        return true;
    }

    // A hole may lie between meshes: a corner of another mesh than the triangle's gets a vertex with its first corner's attributes.
    private int FillSource(int corner, int first) => Triangles.Groups[corner / 3] == Triangles.Groups[first / 3]
        ? Triangles.Sources[corner]
        : Triangles.AddBetween(Triangles.Sources[first], Triangles.Sources[first], 0, Triangles.Corners[corner]);

    private int UsedPlaces()
    {
        bool[] used = new bool[Triangles.Points.Length];
        foreach (int place in Triangles.Corners)
        {
            used[place] = true;
        }

        return used.AsSpan().Count(true);
    }

    private SurfaceMesh Surface(int[] vertex, int count)
    {
        var positions = new Vector3d[count];
        for (int h = 0; h < vertex.Length; h++)
        {
            positions[vertex[h]] = Triangles.Points[Triangles.Corners[h]];
        }

        return new(positions, vertex);
    }
}
