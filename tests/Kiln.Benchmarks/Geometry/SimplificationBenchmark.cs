using System.Globalization;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Shapes;
using Kiln.Geometry.Simplification;

namespace Kiln.Benchmarks.Geometry;

/// <summary>
/// Simplification to a tenth, single threaded, beside meshoptimizer's simplifier (npm, WebAssembly) on the same mesh in the same run, of
/// bare meshes and of such with attributes, the weights of which are the same for both. Both report the square root of their largest
/// quadric cost; since they weigh planes differently, the true distance is measured too.
/// </summary>
internal static class SimplificationBenchmark
{
    // As many as both sides need until their compilers have done their best.
    private const int Runs = 12;

    // Normal and texture coordinate; the atlas fills the unit square.
    private const string PeerWeights = "0.005,0.005,0.005,0.1,0.1";

    public static async Task RunAsync()
    {
        await MeasureAsync("simplify", "", SurfaceEditing.ToTriangleMesh(Spheres.Lumpy(1, 6, 7)));
        await MeasureAsync("simplify", "_330k", SurfaceEditing.ToTriangleMesh(Spheres.Lumpy(1, 7, 11)));
        await MeasureAsync("simplify_attributes", "", LumpyAtlas.Build(6, 7));
        await MeasureAsync("simplify_attributes", "_330k", LumpyAtlas.Build(7, 11));
    }

    private static async Task MeasureAsync(string name, string suffix, TriangleMesh mesh)
    {
        int target = mesh.TriangleCount / 10;
        var options = new SimplificationOptions { TargetTriangles = target, MaximumError = 1 };
        SimplificationResult result = MeshSimplifier.Simplify([mesh], options);
        double milliseconds = Bench.BestMilliseconds(Runs, () => MeshSimplifier.Simplify([mesh], options));
        Bench.Print($"geometry.{name}_mtris_per_second{suffix}", mesh.TriangleCount / milliseconds / 1000, "Mtri/s");
        (double Milliseconds, double Error, int[] Indices) peer = await PeerAsync(mesh, target);
        TriangleMesh peerMesh = mesh with { Indices = peer.Indices };
        Bench.Print($"geometry.{name}_time_over_meshopt{suffix}", milliseconds / peer.Milliseconds, "ratio");
        Bench.Print($"geometry.{name}_error_over_meshopt{suffix}", result.RelativeError / peer.Error, "ratio");
        var deviation = SurfaceDeviation.Measure(mesh, result.Meshes[0]);
        var peerDeviation = SurfaceDeviation.Measure(mesh, peerMesh);
        Bench.Print($"geometry.{name}_mean_distance_over_meshopt{suffix}", deviation.Mean / peerDeviation.Mean, "ratio");
        Bench.Print($"geometry.{name}_largest_distance_over_meshopt{suffix}", deviation.Largest / peerDeviation.Largest, "ratio");
        Bench.Print($"geometry.{name}_triangles_over_meshopt{suffix}", (double)result.Triangles / peerMesh.TriangleCount, "ratio");
        if (mesh.TexCoords0 is not null)
        {
            Bench.Print($"geometry.{name}_texcoord_deviation{suffix}", deviation.TexCoord, "of the atlas");
            Bench.Print($"geometry.{name}_texcoord_deviation_over_meshopt{suffix}", deviation.TexCoord / peerDeviation.TexCoord, "ratio");
            Bench.Print($"geometry.{name}_normal_deviation{suffix}", deviation.Normal, "of a unit normal");
            Bench.Print($"geometry.{name}_normal_deviation_over_meshopt{suffix}", deviation.Normal / peerDeviation.Normal, "ratio");
        }
    }

    private static async Task<(double Milliseconds, double Error, int[] Indices)> PeerAsync(TriangleMesh mesh, int target)
    {
        using var peer = new NodePeer();
        peer.Write("positions", mesh.Positions);
        peer.Write("indices", mesh.Indices);
        if (mesh.TexCoords0 is not null)
        {
            peer.Write("attributes", Interleaved(mesh));
        }

        string[] answer = await peer.RunAsync("simplify-peer.mjs", $"{target * 3}", $"{Runs}", mesh.TexCoords0 is null ? "" : PeerWeights);
        return (double.Parse(answer[0], CultureInfo.InvariantCulture), double.Parse(answer[1], CultureInfo.InvariantCulture), peer.Read<int>("result"));
    }

    private static float[] Interleaved(TriangleMesh mesh) =>
        [.. mesh.Normals!.Zip(mesh.TexCoords0!).SelectMany(vertex => (float[])
            [vertex.First.X, vertex.First.Y, vertex.First.Z, vertex.Second.X, vertex.Second.Y])];
}
