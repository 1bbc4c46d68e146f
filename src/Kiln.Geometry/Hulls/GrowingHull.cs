using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Hulls;

/// <summary>
/// The volume of the hull of a set of points that grows, each time from the hull so far. Not exact: points that stand less than
/// a tolerance above it are left outside, alike for all candidates of a search. A workspace: not for two threads at once.
/// </summary>
internal sealed class GrowingHull
{
    private const int MostRetries = 3;

    private readonly QuickHull _quickHull = new();
    private double _tolerance;
    private double _epsilon;
    private bool _failed;

    /// <summary>Forgets all points.</summary>
    /// <param name="tolerance">How far points may stay outside; above 0.</param>
    /// <param name="epsilon">The distance below which a point counts as lying in a plane.</param>
    public void Begin(double tolerance, double epsilon)
    {
        (_tolerance, _epsilon, _failed) = (tolerance, epsilon, false);
        _quickHull.Begin(epsilon);
    }

    /// <summary>Adds points and returns the volume; 0 as long as the points have none.</summary>
    /// <param name="points">Finite points.</param>
    public double Grow(ReadOnlySpan<Vector3d> points)
    {
        if (_failed)
        {
            return 0;
        }

        try
        {
            return _quickHull.Extend(points, _tolerance) ? Math.Max(0, _quickHull.Volume()) : 0;
        }
        catch (HullTopologyException)
        {
            return Rebuild();
        }
    }

    // With a larger tolerance the folds that rounding made are merged away.
    private double Rebuild()
    {
        for (int retry = 0; retry < MostRetries; retry++)
        {
            _epsilon *= 100;
            try
            {
                return _quickHull.Restart(_epsilon, _tolerance) ? Math.Max(0, _quickHull.Volume()) : 0;
            }
            catch (HullTopologyException)
            {
            }
        }

        _failed = true;
        return 0;
    }
}
