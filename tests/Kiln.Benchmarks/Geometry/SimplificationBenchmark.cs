using System.Globalization;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Shapes;
using Kiln.Geometry.Simplification;

namespace Kiln.Benchmarks.Geometry;

/// <summary>
/// Simplification to a tenth, single threaded, beside meshoptimizer's simplifier (npm, WebAssembly) on the same mesh in the same run. Both
/// report the square root of their largest quadric cost; since they weigh planes differently, the true distance is measured too.
/// </summary>
internal static class SimplificationBenchmark
{
    private const int Runs = 7;

    public static async Task RunAsync()
    {
        await MeasureAsync("", SurfaceEditing.ToTriangleMesh(Spheres.Lumpy(1, 6, 7)));
        await MeasureAsync("_330k", SurfaceEditing.ToTriangleMesh(Spheres.Lumpy(1, 7, 11)));
    }

    private static async Task MeasureAsync(string suffix, TriangleMesh mesh)
    {
        int target = mesh.TriangleCount / 10;
        var options = new SimplificationOptions { TargetTriangles = target, MaximumError = 1 };
        SimplificationResult result = MeshSimplifier.Simplify([mesh], options);
        double milliseconds = Bench.BestMilliseconds(Runs, () => MeshSimplifier.Simplify([mesh], options));
        Bench.Print($"geometry.simplify_mtris_per_second{suffix}", mesh.TriangleCount / milliseconds / 1000, "Mtri/s");
        (double Milliseconds, double Error, int[] Indices) peer = await PeerAsync(mesh, target);
        TriangleMesh peerMesh = mesh with { Indices = peer.Indices };
        Bench.Print($"geometry.simplify_time_over_meshopt{suffix}", milliseconds / peer.Milliseconds, "ratio");
        Bench.Print($"geometry.simplify_error_over_meshopt{suffix}", result.RelativeError / peer.Error, "ratio");
        (double mean, double largest) = Distance(mesh, result.Meshes[0]);
        (double peerMean, double peerLargest) = Distance(mesh, peerMesh);
        Bench.Print($"geometry.simplify_mean_distance_over_meshopt{suffix}", mean / peerMean, "ratio");
        Bench.Print($"geometry.simplify_largest_distance_over_meshopt{suffix}", largest / peerLargest, "ratio");
        Bench.Print($"geometry.simplify_triangles_over_meshopt{suffix}", (double)result.Triangles / peerMesh.TriangleCount, "ratio");
    }

    // The shape is star-shaped: along any ray from the origin both surfaces are met once, and the gap between is the distance.
    private static (double Mean, double Largest) Distance(TriangleMesh original, TriangleMesh simplified)
    {
        RadialProbe exact = new(original);
        RadialProbe coarse = new(simplified);
        var random = new Random(3);
        double sum = 0;
        double largest = 0;
        const int Samples = 20_000;
        for (int i = 0; i < Samples; i++)
        {
            var direction = new Vector3d(random.NextDouble() - 0.5, random.NextDouble() - 0.5, random.NextDouble() - 0.5);
            double gap = Math.Abs(exact.Radius(direction.Normalized()) - coarse.Radius(direction.Normalized()));
            sum += gap * gap;
            largest = Math.Max(largest, gap);
        }

        return (Math.Sqrt(sum / Samples), largest);
    }

    private static async Task<(double Milliseconds, double Error, int[] Indices)> PeerAsync(TriangleMesh mesh, int target)
    {
        using var peer = new NodePeer();
        peer.Write("positions", mesh.Positions);
        peer.Write("indices", mesh.Indices);
        string[] answer = await peer.RunAsync("simplify-peer.mjs", $"{target * 3}", $"{Runs}");
        return (double.Parse(answer[0], CultureInfo.InvariantCulture), double.Parse(answer[1], CultureInfo.InvariantCulture), peer.Read<int>("result"));
    }
}
