using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Decomposition;

/// <summary>
/// Chooses where to cut a solid. All candidates are estimated by the volume that the two sides' hulls would add; the best few are
/// cut exactly and judged by what one more cut of each part could leave.
/// </summary>
internal sealed class CutSearch
{
    private const int PerAxis = 15;
    private const int LookAheadPerAxis = 4;
    private const int LowestEstimates = 6;
    private const int Features = 4;
    private const int Sides = 12;
    private const int RefinementSteps = 8;
    private const int EstimateTriangles = 2500;
    private const int LookAheadTriangles = 1200;

    private const double NegligibleExcess = 1e-6;
    private const double LeastGain = 0.98;

    // Between cuts of about the same score the one that leaves the smaller rest wins: fewer cuts come after it.
    private const double BalanceWeight = 0.1;

    // Among cuts that leave the same, the smaller section wins.
    private const double SectionWeight = 1e-3;

    // How much the state right after the cut counts beside the state one cut later.
    private const double PresentWeight = 0.25;

    private readonly Workspaces _workspaces;
    private readonly bool _alongSides;
    private readonly double _tolerance;
    private readonly double _leastVolume;
    private readonly ParallelOptions _parallel;

    /// <summary>Creates a search.</summary>
    /// <param name="tolerance">Vertices this near to a plane count as lying in it.</param>
    /// <param name="leastVolume">Parts with less volume are left out.</param>
    /// <param name="alongSides">
    /// Whether to cut along the sides at concave edges as long as there are any: halving an open box lowers its concavity sooner,
    /// but only cuts along its walls end in one piece per wall.
    /// </param>
    /// <param name="workspaces">Sweeps and budget.</param>
    /// <param name="parallel">How many threads may work, and when to stop.</param>
    public CutSearch(double tolerance, double leastVolume, bool alongSides, Workspaces workspaces, ParallelOptions parallel)
    {
        _workspaces = workspaces;
        _alongSides = alongSides;
        _tolerance = tolerance;
        _leastVolume = leastVolume;
        _parallel = parallel;
    }

    /// <summary>The connected parts after the best cut; one part or none when no plane cuts the solid.</summary>
    /// <param name="solid">What is cut.</param>
    /// <param name="lookAhead">Whether cuts are judged by what one more could leave, or by what they leave themselves.</param>
    public List<Solid> Split(Solid solid, bool lookAhead)
    {
        List<CutEstimate> shortlist = _alongSides ? AlongSides(solid) : [];
        if (shortlist.Count == 0)
        {
            shortlist = Shortlist(solid);
        }

        double diagonal = solid.Bounds.Diagonal;
        var parts = new List<Solid>[shortlist.Count];
        var scores = new double[shortlist.Count];
        Parallel.For(0, shortlist.Count, _parallel, i =>
        {
            parts[i] = Cut(solid, shortlist[i].Plane);
            scores[i] = parts[i].Count < 2 ? double.PositiveInfinity : Judge(parts[i], diagonal, lookAhead);
        });

        int best = -1;
        for (int i = 0; i < scores.Length; i++)
        {
            if (scores[i] < (best < 0 ? double.PositiveInfinity : scores[best]))
            {
                best = i;
            }
        }

        return best < 0 ? [] : Refined(solid, shortlist[best], parts[best], scores[best], lookAhead);
    }

    private List<CutEstimate> AlongSides(Solid solid)
    {
        var shortlist = new List<CutEstimate>();
        foreach (CutPlane plane in ConcaveEdges.Sides(solid))
        {
            (double low, double high) = CutCandidates.Range(solid, plane.Normal);
            if (shortlist.Count < Sides && plane.Offset > low + _tolerance && plane.Offset < high - _tolerance)
            {
                shortlist.Add(new CutEstimate(plane, double.NaN));
            }
        }

        return shortlist;
    }

    private List<CutEstimate> Shortlist(Solid solid)
    {
        List<CutCandidates.Family> families = CutCandidates.Of(solid, PerAxis, _tolerance);
        List<CutEstimate> estimates = Estimate(solid, families);
        estimates.Sort((a, b) => a.Excess.CompareTo(b.Excess));
        double spacing = solid.Bounds.Diagonal / (PerAxis + 1) * 0.75;
        var shortlist = new List<CutEstimate>();
        foreach (CutEstimate estimate in estimates)
        {
            bool isNew = !shortlist.Exists(chosen =>
                chosen.Plane.Normal == estimate.Plane.Normal && Math.Abs(chosen.Plane.Offset - estimate.Plane.Offset) < spacing);
            if (isNew && shortlist.Count < LowestEstimates)
            {
                shortlist.Add(estimate);
            }
        }

        AddMiddles(shortlist, families);
        AddFeatures(shortlist, families, shortlist.Count + Features);
        return shortlist;
    }

    // Where no single cut helps, as on a ring, shaving off the ends has the lowest estimate and leads nowhere; halving does.
    private static void AddMiddles(List<CutEstimate> shortlist, List<CutCandidates.Family> families)
    {
        foreach (CutCandidates.Family family in families.Where(family => family.Offsets.Length >= PerAxis))
        {
            double middle = (family.Offsets[0] + family.Offsets[^1]) / 2;
            double nearest = family.Offsets.MinBy(offset => Math.Abs(offset - middle));
            var plane = new CutPlane(family.Normal, nearest);
            if (!shortlist.Exists(chosen => chosen.Plane == plane))
            {
                shortlist.Add(new CutEstimate(plane, double.PositiveInfinity));
            }
        }
    }

    // A cut along a concave edge may part the solid into pieces that the estimate sees as one, so some are always tried.
    private static void AddFeatures(List<CutEstimate> shortlist, List<CutCandidates.Family> families, int limit)
    {
        for (int rank = 0; rank < 2; rank++)
        {
            foreach (CutCandidates.Family family in families)
            {
                if (rank < family.FeatureOffsets.Length && shortlist.Count < limit)
                {
                    var plane = new CutPlane(family.Normal, family.FeatureOffsets[rank]);
                    if (!shortlist.Exists(chosen => chosen.Plane == plane))
                    {
                        shortlist.Add(new CutEstimate(plane, double.NaN));
                    }
                }
            }
        }
    }

    private List<CutEstimate> Estimate(Solid solid, List<CutCandidates.Family> families)
    {
        var byFamily = new List<CutEstimate>[families.Count];
        Parallel.For(0, families.Count, _parallel, i =>
        {
            byFamily[i] = [];
            CutSweep sweep = _workspaces.Rent();
            sweep.Estimate(solid, families[i].Normal, families[i].Offsets, _tolerance, Stride(solid, EstimateTriangles), CutSweep.Fine, byFamily[i]);
            _workspaces.Return(sweep);
        });
        return [.. byFamily.SelectMany(estimates => estimates)];
    }

    private static int Stride(Solid solid, int mostTriangles) => ((solid.Triangles.Length / 3) + mostTriangles - 1) / mostTriangles;

    private double Judge(List<Solid> parts, double diagonal, bool lookAhead)
    {
        CutSweep sweep = _workspaces.Rent();
        double score = 0;
        List<CutEstimate> next = [];
        foreach (Solid part in parts)
        {
            double excess = Math.Max(0, sweep.HullVolume(part) - part.Volume);
            double remaining = excess;
            next.Clear();
            List<CutCandidates.Family> families = !lookAhead || excess <= NegligibleExcess * part.Volume ? []
                : CutCandidates.Coarse(part, LookAheadPerAxis, _tolerance);
            int stride = Stride(part, LookAheadTriangles);
            foreach (CutCandidates.Family family in families)
            {
                sweep.Estimate(part, family.Normal, family.Offsets, _tolerance, stride, CutSweep.Coarse, next);
            }

            foreach (CutEstimate estimate in next)
            {
                remaining = Math.Min(remaining, Math.Max(0, estimate.Excess));
            }

            score += remaining + (PresentWeight * excess) + (SectionWeight * diagonal * part.CapArea());
        }

        _workspaces.Return(sweep);
        return score * (1 + (BalanceWeight * parts.Max(part => part.Volume) / parts.Sum(part => part.Volume)));
    }

    // A plane from the grid is moved and tilted to where the estimate is lowest; a feature's plane is exact.
    private List<Solid> Refined(Solid solid, CutEstimate chosen, List<Solid> parts, double score, bool lookAhead)
    {
        if (!double.IsFinite(chosen.Excess))
        {
            return parts;
        }

        (double low, double high) = CutCandidates.Range(solid, chosen.Plane.Normal);
        double step = (high - low) / (PerAxis + 1) / (RefinementSteps + 1);
        CutEstimate best = Lowest(solid, [chosen.Plane.Normal], chosen, step, RefinementSteps);
        foreach (double tilt in (ReadOnlySpan<double>)[0.25, 0.08])
        {
            best = Lowest(solid, Tilted(best.Plane.Normal, tilt), best, step * RefinementSteps * tilt, 2);
        }

        if (best.Plane == chosen.Plane)
        {
            return parts;
        }

        List<Solid> refined = Cut(solid, best.Plane);
        return refined.Count >= 2 && Judge(refined, solid.Bounds.Diagonal, lookAhead) < LeastGain * score ? refined : parts;
    }

    /// <summary>The normal tilted to four sides by an angle of this tangent.</summary>
    public static Vector3d[] Tilted(Vector3d normal, double tilt)
    {
        Vector3d other = Math.Abs(normal.X) < 0.6 ? new Vector3d(1, 0, 0) : new Vector3d(0, 1, 0);
        Vector3d u = Vector3d.Cross(normal, other).Normalized() * tilt;
        Vector3d v = Vector3d.Cross(normal, u);
        return [(normal + u).Normalized(), (normal - u).Normalized(), (normal + v).Normalized(), (normal - v).Normalized()];
    }

    // The planes of each normal lie around the point where the best so far passes the middle of the solid.
    private CutEstimate Lowest(Solid solid, Vector3d[] normals, CutEstimate best, double step, int steps)
    {
        Vector3d center = solid.Bounds.Center;
        Vector3d pivot = center - (best.Plane.Normal * best.Plane.Height(center));
        var families = new List<CutCandidates.Family>();
        foreach (Vector3d normal in normals)
        {
            (double low, double high) = CutCandidates.Range(solid, normal);
            double middle = Vector3d.Dot(normal, pivot);
            double[] offsets = [.. Enumerable.Range(-steps, (2 * steps) + 1).Select(k => middle + (k * step))
                .Where(offset => offset > low + step && offset < high - step)];
            families.Add(new CutCandidates.Family(normal, offsets, []));
        }

        return Estimate(solid, families).Aggregate(best, (lowest, estimate) => estimate.Excess < lowest.Excess ? estimate : lowest);
    }

    private List<Solid> Cut(Solid solid, CutPlane plane)
    {
        _workspaces.Budget.Spend(solid.Triangles.Length / 3);
        (Solid? below, Solid? above) = SolidCut.Apply(solid, plane, _tolerance);
        return below is null || above is null
            ? []
            : [.. SolidComponents.Split(below, _leastVolume), .. SolidComponents.Split(above, _leastVolume)];
    }
}
