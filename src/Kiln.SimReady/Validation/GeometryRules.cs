using System.Numerics;
using Kiln.Geometry.Numerics;
using Kiln.SimReady.Assets;
using Kiln.SimReady.Usd;

namespace Kiln.SimReady.Validation;

/// <summary>Meshes and placement: VG.</summary>
internal static class GeometryRules
{
    private const double PivotTolerance = 1e-5;
    private const double MeshDistanceLimit = 10;

    public static void Check(ValidationSubject subject, RuleLog log, CancellationToken cancellationToken)
    {
        IReadOnlyList<StageMesh> meshes = subject.Meshes;
        (string Path, UsdPrim Prim)[] otherGprims =
            [.. subject.Prims.Where(entry => PrimTypes.IsGprim(entry.Prim) && entry.Prim.TypeName != "Mesh")];
        log.Require("VG.001", "The asset has an imageable prim.",
            subject.Prims.Any(entry => PrimTypes.IsImageable(entry.Prim)) ? [] : [new("/", "There is nothing imageable.")]);
        CheckForMeshes(meshes, otherGprims, log);
        log.Require("VG.002", "All geometry has its extent, and meshes the exact one.",
        [
            .. meshes
                .Where(mesh => !HasExactExtent(mesh))
                .Select(mesh => new Violation(mesh.Path, "The extent is absent or does not fit the points.")),
            .. otherGprims
                .Where(entry => entry.Prim.Value<Vector3[]>("extent") is not [_, _])
                .Select(entry => new Violation(entry.Path, "The extent is absent.")),
        ]);
        log.Advise("VG.007", "Meshes are manifold and wound consistently.", meshes
            .Where(mesh => mesh.IsReadable && !IsManifold(mesh, cancellationToken))
            .Select(mesh => new Violation(mesh.Path, "An edge has more than two faces or two that disagree in winding, or a vertex joins faces that share no edge.")));
        log.Require("VG.008", "No two visible meshes coincide.", meshes
            .Where(mesh => mesh.IsVisible)
            .GroupBy(Fingerprint)
            .SelectMany(group => group.Skip(1))
            .Select(mesh => new Violation(mesh.Path, "Another visible mesh has the same points and faces.")));
        log.Require("VG.014", "Every mesh has valid topology.", meshes
            .Where(mesh => !IsValid(mesh))
            .Select(mesh => new Violation(mesh.Path, "The mesh is empty, its counts do not add up, or an index is out of range.")));
        log.Require("VG.021", "All faces are triangles.", meshes
            .Where(mesh => !Array.TrueForAll(mesh.Counts, count => count == 3))
            .Select(mesh => new Violation(mesh.Path, "A face is not a triangle.")));
        CheckPlacement(subject, log);
        NormalRules.Check(meshes, log, cancellationToken);
    }

    private static void CheckForMeshes(IReadOnlyList<StageMesh> meshes, (string Path, UsdPrim Prim)[] otherGprims, RuleLog log)
    {
        const string requirement = "The asset has a Mesh.";
        if (meshes.Count == 0 && otherGprims is [var first, ..])
        {
            log.Advise("VG.MESH.001", requirement, [new(first.Path, $"There is no Mesh but a {first.Prim.TypeName}.")]);
        }
        else
        {
            log.Require("VG.MESH.001", requirement, meshes.Count > 0 ? [] : [new("/", "There is no Mesh.")]);
        }
    }

    private static void CheckPlacement(ValidationSubject subject, RuleLog log)
    {
        log.Advise("VG.023", "Meshes lie near their prim's origin.", subject.Meshes
            .Where(mesh => mesh.Points.Length > 0)
            .Select(mesh => (mesh, Distance: Bounds(mesh.Points).Center.Length))
            .Where(entry => entry.Distance > MeshDistanceLimit)
            .Select(entry => new Violation(entry.mesh.Path, "The mesh is far from its prim's origin.", entry.Distance, MeshDistanceLimit)));
        log.Require("VG.025", "The root's transform is the identity.", subject.Layer.Roots
            .Where(root => root.Attribute("xformOpOrder") is not null)
            .Select(root => new Violation($"/{root.Name}", "The root has transform operations.")));
        Bounds3d bounds = subject.Meshes
            .Where(mesh => mesh.IsVisible && mesh.Points.Length > 0)
            .Aggregate(Bounds3d.Empty, (all, mesh) => all.Including(Bounds(mesh.Points)));
        if (bounds.IsEmpty)
        {
            log.Skip("VG.026", "There is no visible mesh.");
            return;
        }

        double off = Math.Max(Math.Abs(bounds.Min.Z), Math.Max(Math.Abs(bounds.Center.X), Math.Abs(bounds.Center.Y)));
        double limit = PivotTolerance * bounds.Diagonal;
        log.Require("VG.026", "The origin is the centre of the base.",
            off <= limit ? [] : [new("/", "The pivot is not at the centre of the base.", off, limit)]);
    }

    private static bool HasExactExtent(StageMesh mesh) =>
        mesh.Prim.Value<Vector3[]>("extent") is [var min, var max]
        && mesh.Points.Length > 0
        && Bounds(mesh.Points) is var bounds
        && bounds.Min == min
        && bounds.Max == max;

    private static bool IsValid(StageMesh mesh)
    {
        long corners = 0;
        foreach (int count in mesh.Counts)
        {
            corners += Math.Max(count, 0);
        }

        return mesh.Counts.Length > 0
            && corners == mesh.Indices.Length
            && Array.TrueForAll(mesh.Counts, count => count >= 3)
            && Array.TrueForAll(mesh.Indices, index => (uint)index < (uint)mesh.Points.Length)
            && Array.TrueForAll(mesh.Points, point => float.IsFinite(point.X + point.Y + point.Z));
    }

    // A border is no fault of a manifold; faces that disagree or crowd at an edge are.
    private static bool IsManifold(StageMesh mesh, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        SurfaceTopology topology = new(mesh.Indices);
        return topology.IsManifold && !topology.HasSplitFan;
    }

    private static (int, int, int) Fingerprint(StageMesh mesh)
    {
        HashCode points = default;
        foreach (Vector3 point in mesh.Points)
        {
            points.Add((MathF.Round(point.X, 6), MathF.Round(point.Y, 6), MathF.Round(point.Z, 6)));
        }

        HashCode faces = default;
        foreach (int index in mesh.Indices)
        {
            faces.Add(index);
        }

        return (mesh.Points.Length, points.ToHashCode(), faces.ToHashCode());
    }

    private static Bounds3d Bounds(Vector3[] points)
    {
        Vector3 min = points[0];
        Vector3 max = points[0];
        foreach (Vector3 point in points)
        {
            min = Vector3.Min(min, point);
            max = Vector3.Max(max, point);
        }

        return new(min, max);
    }
}
