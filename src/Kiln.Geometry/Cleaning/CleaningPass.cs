using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Cleaning;

/// <summary>
/// One run of cleaning over triangles whose corners name source vertices (with attributes) and places (positions). It knows
/// nothing of attributes: new corners are described by <see cref="Between"/>.
/// </summary>
internal sealed class CleaningPass
{
    private readonly CleaningOptions _options;
    private readonly CancellationToken _cancellationToken;
    private readonly int _sourceCount;
    private readonly double _diagonal;
    private readonly int[] _place;

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
        _sourceCount = points.Length;
        Points = points;
        Sources = [.. corners];
        Groups = [.. groups];
        Bounds3d bounds = Bounds3d.Empty;
        foreach (int vertex in corners)
        {
            bounds = bounds.Including(points[vertex]);
        }

        _diagonal = bounds.Diagonal;
        WeldDistance = Math.Max(options.WeldTolerance * _diagonal, 1e-9);
        _place = PositionWelding.Within(points, WeldDistance, cancellationToken);
        Before = Statistics(PositionWelding.Exact(points));
        Corners = [.. Sources.Select(vertex => _place[vertex])];
    }

    /// <summary>Positions of source vertices; a place is named by a source vertex that stands there.</summary>
    public Vector3d[] Points { get; }

    /// <summary>Source vertex of each corner; from <c>Points.Length</c> on it is an entry of <see cref="Between"/>.</summary>
    public int[] Sources { get; private set; }

    /// <summary>Place of each corner.</summary>
    public int[] Corners { get; private set; }

    /// <summary>Mesh of each triangle.</summary>
    public int[] Groups { get; private set; }

    /// <summary>Partner of each half-edge, once <see cref="Run"/> is done.</summary>
    public int[] Twin { get; private set; } = [];

    /// <summary>New vertices: between two sources, the share of the second, and the place.</summary>
    public List<(int From, int To, double Share, int Place)> Between { get; } = [];

    /// <summary>Meshes that lost the backs of double-sided sheets.</summary>
    public HashSet<int> DoubleSided { get; } = [];

    /// <summary>Distance below which vertices stand at one place.</summary>
    public double WeldDistance { get; }

    /// <summary>The surface with bit-equal positions joined.</summary>
    public SurfaceStatistics Before { get; }

    /// <summary>Cleans; returns the report and the surface.</summary>
    public (CleaningReport Report, SurfaceMesh Surface) Run()
    {
        int inputTriangles = Groups.Length;
        (int duplicates, int laminas, int flipped) = DropFaults();
        Twin = EdgePairing.Pair(EdgeTable.Build(Corners, Points.Length), Corners, Points, out int nonManifold);
        int stitched = Stitch(ref duplicates, ref laminas, ref flipped, ref nonManifold);
        int degenerates = inputTriangles - Groups.Length - duplicates - laminas;
        WindingFlood.Result flood = WindingFlood.Run(Corners, Sources, Twin, Points, _cancellationToken);
        int holes = FillHoles();
        SortByGroup();
        int turned = flood.Turned + OutwardOrientation.Run(Points, Corners, Sources, Twin, _cancellationToken);
        int[] vertex = CornerFans.Number(Twin, out int vertexCount);
        SurfaceMesh surface = Surface(vertex, vertexCount);
        int junctions = Twin.AsSpan().Contains(EdgePairing.Border)
            ? TJunctions.Count(Points, Corners, Twin, WeldDistance, _cancellationToken)
            : 0;
        var report = new CleaningReport(Before, SurfaceStatistics.Of(surface))
        {
            DegeneratesRemoved = degenerates,
            DegeneratesFlipped = flipped,
            DuplicatesRemoved = duplicates,
            LaminasRemoved = laminas,
            TrianglesFlipped = turned,
            NonManifoldEdgesCut = nonManifold,
            OneSidedEdgesCut = flood.Cuts,
            VerticesSplit = vertexCount - UsedPlaces(),
            BoundaryEdgesStitched = stitched,
            HolesFilled = holes,
            TJunctions = junctions,
        };
        return (report, surface);
    }

    public double DoubleArea(int triangle)
    {
        Vector3d a = Points[Corners[triangle * 3]];
        return Vector3d.Cross(Points[Corners[(triangle * 3) + 1]] - a, Points[Corners[(triangle * 3) + 2]] - a).Length;
    }

    /// <summary>Gives a triangle other source vertices and mesh.</summary>
    public void SetTriangle(int triangle, int a, int b, int c, int group)
    {
        (Sources[triangle * 3], Sources[(triangle * 3) + 1], Sources[(triangle * 3) + 2]) = (a, b, c);
        for (int h = triangle * 3; h < (triangle * 3) + 3; h++)
        {
            Corners[h] = Sources[h] < _sourceCount ? _place[Sources[h]] : Between[Sources[h] - _sourceCount].Place;
        }

        Groups[triangle] = group;
    }

    /// <summary>Makes a vertex between two others; returns its number.</summary>
    public int AddBetween(int from, int to, double share, int place)
    {
        Between.Add((from, to, share, place));
        return _sourceCount + Between.Count - 1;
    }

    private (int Duplicates, int Laminas, int Flipped) DropFaults()
    {
        bool[] drop = new bool[Groups.Length];
        for (int t = 0; t < drop.Length; t++)
        {
            (int a, int b, int c) = (Corners[t * 3], Corners[(t * 3) + 1], Corners[(t * 3) + 2]);
            drop[t] = a == b || b == c || c == a;
        }

        Compact(drop);
        drop = new bool[Groups.Length];
        int flipped = SliverRepair.Run(this, 2 * _options.DegenerateArea * _diagonal * _diagonal, drop);
        Compact(drop);
        _cancellationToken.ThrowIfCancellationRequested();
        drop = new bool[Groups.Length];
        (int duplicates, int laminas) = DuplicateFaces.Mark(Corners, Points.Length, drop, kept => DoubleSided.Add(Groups[kept]));
        Compact(drop);
        _cancellationToken.ThrowIfCancellationRequested();
        return (duplicates, laminas, flipped);
    }

    private int Stitch(ref int duplicates, ref int laminas, ref int flipped, ref int nonManifold)
    {
        double distance = _options.StitchTolerance * _diagonal;
        int[]? joined = distance > WeldDistance
            ? BoundaryStitching.Find(Points, Corners, Twin, distance, _cancellationToken)
            : null;
        if (joined is null)
        {
            return 0;
        }

        int borders = Twin.AsSpan().Count(EdgePairing.Border);
        for (int v = 0; v < _place.Length; v++)
        {
            _place[v] = joined[_place[v]];
        }

        for (int i = 0; i < Between.Count; i++)
        {
            Between[i] = Between[i] with { Place = joined[Between[i].Place] };
        }

        for (int h = 0; h < Corners.Length; h++)
        {
            Corners[h] = joined[Corners[h]];
        }

        (int moreDuplicates, int moreLaminas, int moreFlipped) = DropFaults();
        duplicates += moreDuplicates;
        laminas += moreLaminas;
        flipped += moreFlipped;
        Twin = EdgePairing.Pair(EdgeTable.Build(Corners, Points.Length), Corners, Points, out nonManifold);
        return borders - Twin.AsSpan().Count(EdgePairing.Border);
    }

    private int FillHoles()
    {
        List<int[]> fills = HoleFilling.Find(
            Points, Corners, Twin, _options.MaximumHoleEdges, _options.MaximumHoleDiagonal * _diagonal);
        if (fills.Count == 0)
        {
            return 0;
        }

        int[] added = [.. fills.SelectMany(fill => fill)];
        int old = Corners.Length;
        Sources = [.. Sources, .. added.Select((h, i) => FillSource(h, added[i - (i % 3)]))];
        Groups = [.. Groups, .. added.Where((_, i) => i % 3 == 0).Select(h => Groups[h / 3])];
        int[] twin = [.. Twin, .. Enumerable.Repeat(EdgePairing.Border, added.Length)];
        HolePairing.Pair(Corners, twin, added, old);
        Corners = [.. Corners, .. added.Select(h => Corners[h])];
        Twin = twin;
        return fills.Count;
    }

    // A hole may lie between meshes: a corner of another mesh than the triangle's gets a vertex with its first corner's attributes.
    private int FillSource(int corner, int first) => Groups[corner / 3] == Groups[first / 3]
        ? Sources[corner]
        : AddBetween(Sources[first], Sources[first], 0, Corners[corner]);

    private void Compact(bool[] drop)
    {
        int write = 0;
        for (int t = 0; t < drop.Length; t++)
        {
            if (!drop[t])
            {
                Array.Copy(Corners, t * 3, Corners, write * 3, 3);
                Array.Copy(Sources, t * 3, Sources, write * 3, 3);
                Groups[write++] = Groups[t];
            }
        }

        if (write < drop.Length)
        {
            Corners = Corners[..(write * 3)];
            Sources = Sources[..(write * 3)];
            Groups = Groups[..write];
        }
    }

    // Filling and flipping leave triangles out of the order of their meshes.
    private void SortByGroup()
    {
        if (IsAscending(Groups))
        {
            return;
        }

        int[] order = [.. Enumerable.Range(0, Groups.Length).OrderBy(t => Groups[t])];
        int[] newIndex = new int[order.Length];
        for (int t = 0; t < order.Length; t++)
        {
            newIndex[order[t]] = t;
        }

        int[] Permuted(int[] perCorner)
        {
            int[] result = new int[perCorner.Length];
            for (int t = 0; t < order.Length; t++)
            {
                Array.Copy(perCorner, order[t] * 3, result, t * 3, 3);
            }

            return result;
        }

        Corners = Permuted(Corners);
        Sources = Permuted(Sources);
        Twin = [.. Permuted(Twin).Select(h => h < 0 ? h : (newIndex[h / 3] * 3) + (h % 3))];
        Groups = [.. order.Select(t => Groups[t])];
    }

    private static bool IsAscending(ReadOnlySpan<int> values)
    {
        while (values.Length > 1 && values[0] <= values[1])
        {
            values = values[1..];
        }

        return values.Length <= 1;
    }

    private int UsedPlaces()
    {
        bool[] used = new bool[Points.Length];
        foreach (int place in Corners)
        {
            used[place] = true;
        }

        return used.AsSpan().Count(true);
    }

    private SurfaceStatistics Statistics(int[] exact) =>
        SurfaceStatistics.Of(new SurfaceMesh(Points, [.. Sources.Select(vertex => exact[vertex])]));

    private SurfaceMesh Surface(int[] vertex, int count)
    {
        var positions = new Vector3d[count];
        for (int h = 0; h < vertex.Length; h++)
        {
            positions[vertex[h]] = Points[Corners[h]];
        }

        return new(positions, vertex);
    }
}
