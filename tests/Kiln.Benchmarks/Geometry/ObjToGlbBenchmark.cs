using System.ComponentModel;
using System.Diagnostics;
using Kiln.Geometry.Formats;
using Kiln.Geometry.Formats.Gltf;

namespace Kiln.Benchmarks.Geometry;

/// <summary>
/// An OBJ of 100,000 triangles to GLB, beside the Open Asset Import Library's command on the same file in the same run, less what that
/// command needs to start and say its version.
/// </summary>
internal static class ObjToGlbBenchmark
{
    private const int Runs = 10;

    public static void Run(byte[] obj)
    {
        double milliseconds = Bench.BestMilliseconds(2 * Runs, () => GlbWriter.Write(ModelReader.Read(new ModelSource("a.obj", obj))));
        Bench.Print("geometry.obj_100k_to_glb_ms", milliseconds, "ms");
        if (PeerMilliseconds(obj) is { } peer)
        {
            Bench.Print("geometry.obj_100k_to_glb_assimp_ms", peer, "ms");
            Bench.Print("geometry.obj_100k_to_glb_time_over_assimp", milliseconds / peer, "ratio");
        }
    }

    private static double? PeerMilliseconds(byte[] obj)
    {
        DirectoryInfo work = Directory.CreateTempSubdirectory("kiln-bench-");
        try
        {
            string input = Path.Combine(work.FullName, "a.obj");
            File.WriteAllBytes(input, obj);
            double start = Bench.BestMilliseconds(Runs, () => Assimp("version"));
            double whole = Bench.BestMilliseconds(Runs, () => Assimp("export", input, Path.Combine(work.FullName, "a.glb")));
            return whole - start;
        }
        catch (Win32Exception)
        {
            Console.WriteLine("skip geometry.obj_100k_to_glb_time_over_assimp: no command 'assimp' (Debian: apt install assimp-utils)");
            return null;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static void Assimp(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("assimp", arguments) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"assimp {arguments[0]} ended with exit code {process.ExitCode}.");
        }
    }
}
