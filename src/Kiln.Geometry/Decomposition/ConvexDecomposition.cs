using Kiln.Geometry.Hulls;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Decomposition;

/// <summary>
/// Approximate convex decomposition with the concavity of CoACD (Wei and others, 2022) as cost: closed surfaces are cut by planes
/// until each piece is near its hull, neighbours are merged where one hull does for both, and the cuts that are left are moved to where the
/// hulls together are smallest.
/// </summary>
public static class ConvexDecomposition
{
    /// <summary>
    /// Splits a part into convex hulls whose union stands for the solid. Hulls are in the part's frame. The same input and options
    /// give the same hulls bit for bit, whatever the number of threads and the load of the machine.
    /// </summary>
    /// <param name="part">Triangles of one part, connected or not; at least one vertex, all finite. Equal positions are joined here.</param>
    /// <param name="options">Threshold and limits.</param>
    /// <param name="cancellationToken">Abandons the work.</param>
    /// <exception cref="ArgumentException">There is no vertex, one is not finite, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static DecompositionResult Decompose(
        SurfaceMesh part, DecompositionOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();

        Vector3d size = part.Bounds.Size;
        double longest = Math.Max(size.X, Math.Max(size.Y, size.Z));
        PartSolids solids = PartSolids.Of(part);
        if (solids.Closed.Count + solids.Open.Count == 0 || options.MaxHulls == 1)
        {
            return new DecompositionResult([ConvexHull.Of(part.Vertices, options.MaxVertices)], 0, TimedOut: false);
        }

        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.MaxDegreeOfParallelism,
            CancellationToken = cancellationToken,
        };
        List<Solid> whole = [.. solids.Closed, .. OpenSurfaces.ToSolids(solids.Open, parallel)];
        var budget = new WorkBudget(options.WorkLimit);
        var search = new DecompositionSearch(whole, longest, options, parallel, budget);
        List<HullGroup> groups = search.Best();
        var hulls = new ConvexHull[groups.Count];
        Parallel.For(0, hulls.Length, parallel, i => hulls[i] = ConvexHull.Of(groups[i].Hull.Vertices, options.MaxVertices));
        return new DecompositionResult(
            hulls,
            groups.Max(group => group.Concavity),
            search.TimedOut);
    }
}
