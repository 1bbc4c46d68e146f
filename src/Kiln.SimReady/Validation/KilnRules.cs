using System.Numerics;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.SimReady.Assets;
using Kiln.SimReady.Collision;

namespace Kiln.SimReady.Validation;

/// <summary>Kiln's own rules: hulls, coverage, mass, and that the files hold the model.</summary>
internal static class KilnRules
{
    private const int MaxHullVertices = 64;
    private const double MinHullVolume = 1e-12;
    private const double WantedThickness = 5e-4;

    // Slabs are given just this thickness, and single precision moves their vertices.
    private const double SlabTolerance = 0.01;
    private const double WantedCoverage = 0.999;
    private const double LeastCoverage = 0.99;

    /// <summary>Checks the rules; returns how well the hulls of the file stand for the parts.</summary>
    public static CollisionFit Check(ValidationSubject subject, RuleLog log, CancellationToken cancellationToken)
    {
        StageMesh[] hulls = [.. subject.Colliders.Select(entry => new StageMesh(entry.Path, entry.Prim))];
        CheckHulls(hulls, log);
        SolidParts parts = SolidParts.Of(subject.Asset.Scene, cancellationToken);
        ILookup<int, SurfaceMesh> byPart = hulls
            .Zip(subject.Asset.Collision.Hulls)
            .Where(hull => hull.First.IsReadable)
            .ToLookup(hull => hull.Second.PartIndex, hull => ToSurface(hull.First));
        CollisionFit fit = CollisionFit.Measure(parts, byPart, cancellationToken);
        CheckCoverage(parts, fit.Coverage, log);
        MassRule.Check(subject, parts, fit.Coverage, byPart, log, cancellationToken);
        string? difference = RoundTrip.FirstDifference(subject, cancellationToken);
        log.Require("KILN.ROUND", "The files hold the model.", difference is null ? [] : [new("/", difference)]);
        return fit;
    }

    private static void CheckHulls(StageMesh[] hulls, RuleLog log)
    {
        const string requirement = "Hulls are convex, have at most 64 vertices, a volume of at least 1e-12 m³ and a thickness of at least 0.5 mm.";
        Violation[] faults = hulls.Length == 0 ? [new("/", "There is no hull.", 0, 1)] : [.. hulls.Select(HullFault).OfType<Violation>()];
        if (faults.Length > 0)
        {
            log.Require("KILN.HULL", requirement, faults);
            return;
        }

        // Small things have thin hulls by nature: simulators take them, but a coarse time step may let something through.
        log.Advise("KILN.HULL", requirement, hulls
            .Select(hull => (hull.Path, Thickness: Thickness(hull)))
            .Where(hull => hull.Thickness < WantedThickness * (1 - SlabTolerance))
            .Select(hull => new Violation(hull.Path, "The hull is thinner than 0.5 mm.", hull.Thickness, WantedThickness)));
    }

    /// <summary>
    /// The least distance, over the faces, from a face's plane to the vertex farthest from it, and as much more as rounding may have tilted
    /// the plane; metres.
    /// </summary>
    private static double Thickness(StageMesh hull)
    {
        double tilt = Tilt(ToSurface(hull).Bounds);
        double least = double.PositiveInfinity;
        for (int i = 0; i < hull.Indices.Length; i += 3)
        {
            Vector3d a = hull.Points[hull.Indices[i]];
            Vector3d normal = Vector3d.Cross(hull.Points[hull.Indices[i + 1]] - a, hull.Points[hull.Indices[i + 2]] - a);
            // A face that rounding has emptied tells nothing.
            if (normal.Length > 0)
            {
                least = Math.Min(least, (hull.Points.Max(point => Vector3d.Dot(normal, a - point)) + tilt) / normal.Length);
            }
        }

        return least;
    }

    private static void CheckCoverage(SolidParts parts, HullCoverage? coverage, RuleLog log)
    {
        if (coverage is null)
        {
            log.Skip("KILN.COVER", "The model does not enclose a volume that could be covered.");
            return;
        }

        string solid = parts.Open.Count > 0 ? "closed parts" : "solid";
        string message = FormattableString.Invariant(
            $"Hulls cover {coverage.Covered:P2} of the {solid}; overlap over union (IoU) is {coverage.Iou:0.####}.");
        log.Measure("KILN.COVER", message, coverage.Covered, WantedCoverage, coverage.Covered switch
        {
            >= WantedCoverage => RuleOutcome.Pass,
            >= LeastCoverage => RuleOutcome.Waived,
            _ => RuleOutcome.Fail,
        });
    }

    private static Violation? HullFault(StageMesh hull)
    {
        if (!hull.IsReadable)
        {
            return new(hull.Path, "The hull is no mesh of triangles.");
        }

        if (hull.Points.Length > MaxHullVertices)
        {
            return new(hull.Path, "The hull has too many vertices.", hull.Points.Length, MaxHullVertices);
        }

        SurfaceMesh surface = ToSurface(hull);
        double volume = Geometry.Mass.ExactMass.SignedVolume(surface);
        if (!(volume >= MinHullVolume))
        {
            return new(hull.Path, "The hull's volume is too small, or negative.", volume, MinHullVolume);
        }

        double tolerance = 2e-6 * Extent(surface.Bounds);
        double tilt = Tilt(surface.Bounds);
        for (int i = 0; i < hull.Indices.Length; i += 3)
        {
            Vector3d a = hull.Points[hull.Indices[i]];
            Vector3d normal = Vector3d.Cross(hull.Points[hull.Indices[i + 1]] - a, hull.Points[hull.Indices[i + 2]] - a);
            double allowed = (tolerance * normal.Length) + tilt;
            foreach (Vector3 point in hull.Points)
            {
                if (Vector3d.Dot(normal, point - a) > allowed)
                {
                    return new(hull.Path, "The hull is not convex.");
                }
            }
        }

        return null;
    }

    private static double Extent(Bounds3d bounds) => bounds.Diagonal + bounds.Center.Length;

    // Single precision moves a vertex by up to 6e-8 of its coordinates. That moves a face's plane as much, and tilts it by as much over the
    // face's height: a sliver's plane is hardly known, and its neighbours' planes must judge. Times twice the face's area.
    private static double Tilt(Bounds3d bounds) => 4 * 6e-8 * Extent(bounds) * bounds.Diagonal * bounds.Diagonal;

    private static SurfaceMesh ToSurface(StageMesh mesh) =>
        new(Array.ConvertAll(mesh.Points, point => (Vector3d)point), mesh.Indices);
}
