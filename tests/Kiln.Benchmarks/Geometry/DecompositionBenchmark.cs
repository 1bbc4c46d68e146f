using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Kiln.Checkers;
using Kiln.Geometry.Cleaning;
using Kiln.Geometry.Decomposition;
using Kiln.Geometry.Formats;
using Kiln.Geometry.Hulls;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Shapes;

namespace Kiln.Benchmarks.Geometry;

/// <summary>
/// Convex decomposition at the default options beside V-HACD (npm, WebAssembly) with the same limits on hulls and vertices, on the same mesh
/// in the same run: seconds, processor seconds, hulls, the Hausdorff distance between both surfaces, and the overlap of the hulls' union with the solid by Manifold's exact booleans; also
/// what the overlap would be without a limit on vertices, which tells what the cuts lose from what the limit does.
/// </summary>
internal static class DecompositionBenchmark
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task RunAsync(string? only)
    {
        string packages = await ValidatorsFolder.EnsureInstalledAsync();
        (string Name, Func<SurfaceMesh> Make)[] models =
        [
            ("torus", () => RevolvedSolids.Torus(1, 0.4, 24, 12)),
            ("container", () => CellSolids.OpenContainer(new(1, 0.8, 0.5), 0.05)),
            ("mug", () => SweptSolids.Mug(0.04, 0.1, 0.004, 48)),
            ("gear", () => PlateSolids.Gear(16, 1, 0.8, 0.3, 0.3)),
            ("plate", () => PlateSolids.PlateWithHoles(3, 2, 1, 0.3, 0.2, 24)),
            ("bowl", () => RevolvedSolids.Bowl(1, 0.1, 48, 16)),
            ("spring", () => SweptSolids.Spring(1, 0.15, 0.5, 3, 24, 10)),
            ("sphere", () => Spheres.Icosphere(1, 4)),
            ("lumpy_5k", () => Spheres.Lumpy(1, 4, 5)),
            ("lumpy_20k", () => Spheres.Lumpy(1, 5, 3)),
            ("cow_6k", () => PackagedModel("cow-nonormals.obj")),
            ("teddy_3k", () => PackagedModel("teddy.obj")),
            ("hose_1k", () => PackagedModel("hose.obj")),
        ];
        ConvexDecomposition.Decompose(models[0].Make(), new DecompositionOptions());
        foreach ((string name, Func<SurfaceMesh> make) in models.Where(model => only is null || model.Name == only))
        {
            await CompareAsync(name, make());
        }

        SurfaceMesh PackagedModel(string file)
        {
            byte[] content = File.ReadAllBytes(Path.Combine(packages, "node_modules", "vhacd-js", "app", "meshes", file));
            return MeshCleaner.Clean(ModelReader.Read(new ModelSource(file, content)).Meshes[0].Primitives).Surface;
        }
    }

    private static async Task CompareAsync(string name, SurfaceMesh mesh)
    {
        var options = new DecompositionOptions();
        TimeSpan spent = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        DecompositionResult result = ConvexDecomposition.Decompose(mesh, options);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Print(name, "seconds", seconds, "s");
        Print(name, "processor_seconds", (Environment.CpuUsage.TotalTime - spent).TotalSeconds, "s");
        Print(name, "hulls", result.Hulls.Count, "hulls");
        Print(name, "vertices", result.Hulls.Max(hull => hull.Vertices.Length), "vertices");
        SurfaceMesh[] hulls = [.. result.Hulls.Select(hull => hull.ToSurface())];
        start = Stopwatch.GetTimestamp();
        double distance = HullDistance.Hausdorff(mesh, hulls);
        Print(name, "hausdorff_ms", Stopwatch.GetElapsedTime(start).TotalMilliseconds, "ms");
        Print(name, "hausdorff", distance / mesh.Bounds.Diagonal, "diagonals");
        double overlap = await OverlapAsync(name, mesh, [.. hulls.Select(Checked)]);
        Print(name, "iou", overlap, "ratio");
        DecompositionResult exact = ConvexDecomposition.Decompose(mesh, options with { MaxVertices = int.MaxValue });
        Print(name, "iou_unlimited_vertices", await OverlapAsync(name, mesh, [.. exact.Hulls.Select(hull => Checked(hull.ToSurface()))]), "ratio");

        (double peerSeconds, CheckedMesh[] peerHulls) = await PeerAsync(mesh, options);
        double peerOverlap = await OverlapAsync(name, mesh, peerHulls);
        Print(name, "vhacd_seconds", peerSeconds, "s");
        Print(name, "vhacd_hulls", peerHulls.Length, "hulls");
        Print(name, "vhacd_iou", peerOverlap, "ratio");
        Print(name, "time_over_vhacd", seconds / peerSeconds, "ratio");
        Print(name, "iou_over_vhacd", overlap / peerOverlap, "ratio");
    }

    private static void Print(string model, string figure, double value, string unit) =>
        Bench.Print($"geometry.decompose_{figure}.{model}", value, unit);

    private static async Task<(double Seconds, CheckedMesh[] Hulls)> PeerAsync(SurfaceMesh mesh, DecompositionOptions options)
    {
        using var peer = new NodePeer();
        peer.Write("positions", mesh.Vertices);
        peer.Write("indices", mesh.Triangles);
        string[] answer = await peer.RunAsync("decompose-peer.mjs", $"{options.MaxHulls}", $"{options.MaxVertices}");
        return (double.Parse(answer[0], CultureInfo.InvariantCulture), JsonSerializer.Deserialize<CheckedMesh[]>(peer.ReadText("hulls.json"), Json)!);
    }

    private static async Task<double> OverlapAsync(string name, SurfaceMesh mesh, CheckedMesh[] hulls)
    {
        BooleanVerdict verdict = await IndependentCheckers.CompareAsync([Checked(mesh)], hulls);
        return verdict.Ok ? verdict.Iou : throw new InvalidOperationException($"Manifold refuses {name}: {verdict.Error}");
    }

    private static CheckedMesh Checked(SurfaceMesh mesh) =>
        new([.. mesh.Vertices.SelectMany(v => new[] { v.X, v.Y, v.Z })], mesh.Triangles);
}
