using System.Text.Json.Nodes;
using Kiln.Geometry.Hulls;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.SimReady.Assets;

namespace Kiln.SimReady.Collision;

/// <summary>How well hulls stand for the parts.</summary>
/// <param name="Coverage">
/// Their volumes against those of the closed parts; null when no part encloses a volume. What an open part's hulls stand for is no volume that
/// could be covered.
/// </param>
/// <param name="HausdorffM">
/// The largest, over all parts, of the Hausdorff distances between a part's surface and the boundary of its hulls' union, in metres; null
/// when no part has a hull.
/// </param>
internal sealed record CollisionFit(HullCoverage? Coverage, double? HausdorffM)
{
    // Sample points of all parts together, and the fewest of one.
    private const int MostSamples = 40_000;
    private const int LeastSamples = 64;

    /// <summary>Measures the hulls.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="hulls">The hulls by the index of their part in <see cref="SolidParts.All"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static CollisionFit Measure(SolidParts parts, ILookup<int, SurfaceMesh> hulls, CancellationToken cancellationToken) => new(
        parts.Solids.Count == 0
            ? null
            : HullCoverage.Measure(
                [.. parts.Solids.Select(part => part.Surface)],
                [.. Enumerable.Range(0, parts.Solids.Count).SelectMany(part => hulls[part])],
                cancellationToken),
        Hausdorff(parts, hulls, cancellationToken));

    /// <summary>What of it goes into the report's section on collision.</summary>
    public JsonObject Report()
    {
        JsonObject report = [];
        if (Coverage is { UnionVolume: > 0 } coverage)
        {
            report["solid_volume_m3"] = coverage.SolidVolume;
            report["union_volume_m3"] = coverage.UnionVolume;
            report["iou"] = coverage.Iou;
            report["missed"] = 1 - coverage.Covered;
            report["extra"] = (coverage.UnionVolume - coverage.CommonVolume) / coverage.SolidVolume;
            report["overlap"] = coverage.Overlap;
        }

        if (HausdorffM is { } distance)
        {
            report["hausdorff_m"] = distance;
        }

        return report;
    }

    // Copies of a part have copies of its hulls.
    private static double? Hausdorff(SolidParts parts, ILookup<int, SurfaceMesh> hulls, CancellationToken cancellationToken)
    {
        (int Original, Affine3d Motion)[] copies = CongruentParts.Of([.. parts.All.Select(part => part.Surface)]);
        int[] measured = [.. Enumerable.Range(0, copies.Length).Where(i => copies[i].Original == i && hulls.Contains(i))];
        if (measured.Length == 0)
        {
            return null;
        }

        int samples = Math.Clamp(MostSamples / measured.Length, LeastSamples, HullDistance.DefaultSamples);
        double[] distances = new double[measured.Length];
        Parallel.For(0, measured.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
            distances[i] = HullDistance.Hausdorff(parts.All[measured[i]].Surface, [.. hulls[measured[i]]], samples, cancellationToken));
        return distances.Max();
    }
}
