using Kiln.Geometry.Numerics;
using Kiln.Geometry.Spatial;

namespace Kiln.Geometry.Decomposition;

/// <summary>
/// Splits thin walls into the cells of a centroidal Voronoi diagram (Q. Du, V. Faber and M. Gunzburger, 1999) of sites spread over the
/// surface. On a bent wall what a hull adds grows with the square of the patch's size, so round patches of even size are best, and
/// cuts one after another only leave oblong ones. Cells are convex and divided by planes, as the cuts of a decomposition must be.
/// </summary>
internal sealed class VoronoiSplitting
{
    // A wall is thin when its mean thickness, twice the volume over the surface, is below this part of the longest side.
    private const double Thinness = 0.08;

    private const int SamplesPerCell = 96;
    private const int FirstSteps = 24;
    private const int Rounds = 6;
    private const int StepsPerRound = 8;

    private readonly double _tolerance;
    private readonly double _leastVolume;
    private readonly WorkBudget _budget;
    private readonly ParallelOptions _parallel;

    /// <summary>Creates the splitting.</summary>
    /// <param name="tolerance">Vertices this near to a plane count as lying in it.</param>
    /// <param name="leastVolume">Parts with less volume are left out.</param>
    /// <param name="budget">When to stop with what there is.</param>
    /// <param name="parallel">How many threads may work.</param>
    public VoronoiSplitting(double tolerance, double leastVolume, WorkBudget budget, ParallelOptions parallel)
    {
        _budget = budget;
        _tolerance = tolerance;
        _leastVolume = leastVolume;
        _parallel = parallel;
    }

    /// <summary>Whether a solid consists of thin walls.</summary>
    /// <param name="solid">The solid.</param>
    /// <param name="longest">The longest side of the part's bounding box.</param>
    public static bool Suits(Solid solid, double longest)
    {
        double area = 0;
        for (int t = 0; t < solid.Triangles.Length; t += 3)
        {
            Vector3d a = solid.Vertices[solid.Triangles[t]];
            area += Vector3d.Cross(solid.Vertices[solid.Triangles[t + 1]] - a, solid.Vertices[solid.Triangles[t + 2]] - a).Length / 2;
        }

        return 2 * solid.Volume < Thinness * longest * area;
    }

    /// <summary>
    /// The connected parts of all cells. After each round the samples of cells whose hulls add more than others weigh more, so that
    /// their sites move together; the round whose hulls add least is taken.
    /// </summary>
    /// <param name="solid">What is split.</param>
    /// <param name="cells">How many cells.</param>
    /// <param name="measure">Makes measured pieces of solids.</param>
    public List<Piece> Split(Solid solid, int cells, Func<IReadOnlyList<Solid>, Piece[]> measure)
    {
        Vector3d[] samples =
            [.. SurfaceSamples.Of(solid.Vertices, solid.Triangles.AsSpan(0, 3 * solid.SurfaceTriangles), cells * SamplesPerCell)];
        var weights = new double[samples.Length];
        Array.Fill(weights, 1);
        Vector3d[] sites = Spread(samples, cells);
        int[] owners = Settle(samples, weights, sites, FirstSteps);
        List<Piece> best = [];
        double least = double.PositiveInfinity;
        for (int round = 0; round < Rounds && (round == 0 || !_budget.IsExhausted); round++)
        {
            Piece[][] pieces = Cut(solid, sites, measure);
            double[] excess = Array.ConvertAll(pieces, own => own.Sum(piece => piece.Excess));
            double total = excess.Sum();
            if (total < least)
            {
                (least, best) = (total, [.. pieces.SelectMany(own => own)]);
            }

            double mean = total / excess.Length;
            for (int i = 0; i < samples.Length; i++)
            {
                weights[i] *= Math.Clamp(Math.Sqrt(excess[owners[i]] / mean), 0.25, 4);
            }

            owners = Settle(samples, weights, sites, StepsPerRound);
        }

        return best;
    }

    // Each site is the sample farthest from those before it.
    private static Vector3d[] Spread(Vector3d[] samples, int cells)
    {
        var sites = new Vector3d[Math.Min(cells, samples.Length)];
        var distance = new double[samples.Length];
        Array.Fill(distance, double.PositiveInfinity);
        int farthest = 0;
        for (int site = 0; site < sites.Length; site++)
        {
            sites[site] = samples[farthest];
            farthest = 0;
            for (int i = 0; i < samples.Length; i++)
            {
                distance[i] = Math.Min(distance[i], (samples[i] - sites[site]).LengthSquared);
                farthest = distance[i] > distance[farthest] ? i : farthest;
            }
        }

        return sites;
    }

    // Lloyd's steps: every site moves to the weighted middle of the samples nearest to it.
    private static int[] Settle(Vector3d[] samples, double[] weights, Vector3d[] sites, int steps)
    {
        var owners = new int[samples.Length];
        var sums = new Vector3d[sites.Length];
        var totals = new double[sites.Length];
        for (int step = 0; step <= steps; step++)
        {
            Array.Clear(sums);
            Array.Clear(totals);
            for (int i = 0; i < samples.Length; i++)
            {
                owners[i] = Nearest(sites, samples[i]);
                sums[owners[i]] += samples[i] * weights[i];
                totals[owners[i]] += weights[i];
            }

            for (int site = 0; step < steps && site < sites.Length; site++)
            {
                sites[site] = totals[site] > 0 ? sums[site] / totals[site] : sites[site];
            }
        }

        return owners;
    }

    private static int Nearest(Vector3d[] sites, Vector3d point)
    {
        int nearest = 0;
        double least = double.PositiveInfinity;
        for (int site = 0; site < sites.Length; site++)
        {
            double distance = (sites[site] - point).LengthSquared;
            if (distance < least)
            {
                (nearest, least) = (site, distance);
            }
        }

        return nearest;
    }

    private Piece[][] Cut(Solid solid, Vector3d[] sites, Func<IReadOnlyList<Solid>, Piece[]> measure)
    {
        var pieces = new Piece[sites.Length][];
        Parallel.For(0, sites.Length, _parallel, site => pieces[site] = measure(Cell(solid, sites, site)));
        return pieces;
    }

    private List<Solid> Cell(Solid solid, Vector3d[] sites, int site)
    {
        Vector3d own = sites[site];
        Solid cell = solid;
        foreach (int other in Enumerable.Range(0, sites.Length).OrderBy(i => (sites[i] - own).LengthSquared).ThenBy(i => i))
        {
            double distance = (sites[other] - own).Length;
            if (distance == 0)
            {
                continue;
            }

            Vector3d normal = (sites[other] - own) / distance;
            var middle = new CutPlane(normal, Vector3d.Dot(normal, own) + (distance / 2));
            _budget.Spend(cell.Triangles.Length / 3);
            (Solid? below, _) = SolidCut.Apply(cell, middle, _tolerance);
            if (below is null)
            {
                return [];
            }

            cell = below;
        }

        return SolidComponents.Split(cell, _leastVolume);
    }
}
