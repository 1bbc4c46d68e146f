using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Decomposition;

/// <summary>
/// Moves and tilts a cut, step by step, to where the hulls of the two sides are smallest together.
/// </summary>
internal sealed class CutDescent
{
    private const int EstimateTriangles = 1500;
    private const int OffsetSteps = 3;
    private const int PerAxis = 9;

    // Tangents of the tilts that are tried, and how far offsets reach beside the solid's extent along the normal.
    private static readonly double[] Tilts = [0.3, 0.1];
    private const double OffsetReach = 0.12;

    private readonly double _tolerance;
    private readonly Workspaces _workspaces;

    /// <summary>Creates the descent.</summary>
    /// <param name="tolerance">Vertices this near to a plane count as lying in it.</param>
    /// <param name="workspaces">Sweeps and budget.</param>
    public CutDescent(double tolerance, Workspaces workspaces)
    {
        _tolerance = tolerance;
        _workspaces = workspaces;
    }

    /// <summary>The best cut near a known one; null when none is better.</summary>
    /// <param name="solid">What is cut.</param>
    /// <param name="start">The known cut.</param>
    /// <param name="leastGain">The least volume that a better cut must take off the two hulls.</param>
    public CutPlane? From(Solid solid, CutPlane start, double leastGain)
    {
        CutSweep sweep = _workspaces.Rent();
        List<CutEstimate> estimates = [];
        Estimate(sweep, solid, start.Normal, start, 1, estimates);
        int own = estimates.FindIndex(estimate => estimate.Plane == start);
        CutEstimate? best = own < 0 ? null : Descend(sweep, solid, Lowest(estimates, estimates[own]), estimates);
        _workspaces.Return(sweep);
        return own >= 0 && estimates[own].Excess - best!.Value.Excess > leastGain ? best.Value.Plane : null;
    }

    /// <summary>The best cut of a solid; null when there is none.</summary>
    public CutPlane? Of(Solid solid)
    {
        CutSweep sweep = _workspaces.Rent();
        List<CutEstimate> estimates = [];
        foreach (CutCandidates.Family family in CutCandidates.Of(solid, PerAxis, _tolerance))
        {
            sweep.Estimate(solid, family.Normal, family.Offsets, _tolerance, Stride(solid), CutSweep.Fine, estimates);
        }

        CutEstimate? best = estimates.Count == 0 ? null : Descend(sweep, solid, Lowest(estimates, estimates[0]), estimates);
        _workspaces.Return(sweep);
        return best?.Plane;
    }

    private CutEstimate Descend(CutSweep sweep, Solid solid, CutEstimate best, List<CutEstimate> estimates)
    {
        foreach (double tilt in Tilts)
        {
            foreach (Vector3d normal in CutSearch.Tilted(best.Plane.Normal, tilt))
            {
                Estimate(sweep, solid, normal, best.Plane, tilt / Tilts[0], estimates);
            }

            best = Lowest(estimates, best);
        }

        return best;
    }

    // The planes of each normal lie around the point where the known one passes the middle of the solid.
    private void Estimate(CutSweep sweep, Solid solid, Vector3d normal, CutPlane around, double reach, List<CutEstimate> estimates)
    {
        Vector3d center = solid.Bounds.Center;
        Vector3d pivot = center - (around.Normal * around.Height(center));
        (double low, double high) = CutCandidates.Range(solid, normal);
        double step = reach * OffsetReach * (high - low) / OffsetSteps;
        double middle = normal == around.Normal ? around.Offset : Vector3d.Dot(normal, pivot);
        double[] offsets = [.. Enumerable.Range(-OffsetSteps, (2 * OffsetSteps) + 1).Select(k => middle + (k * step))
            .Where(offset => offset > low + _tolerance && offset < high - _tolerance)];
        sweep.Estimate(solid, normal, offsets, _tolerance, Stride(solid), CutSweep.Fine, estimates);
    }

    private static CutEstimate Lowest(List<CutEstimate> estimates, CutEstimate known) =>
        estimates.Aggregate(known, (low, estimate) => estimate.Excess < low.Excess ? estimate : low);

    private static int Stride(Solid solid) => ((solid.Triangles.Length / 3) + EstimateTriangles - 1) / EstimateTriangles;
}
