using Kiln.Benchmarks.Engine;
using Kiln.Benchmarks.Geometry;
using Kiln.Benchmarks.Jobs;
using Kiln.Benchmarks.Storage;

string subject = args.FirstOrDefault() ?? "";
switch (subject)
{
    case "engine":
        await EngineBenchmarks.RunAsync(args.ElementAtOrDefault(1));
        return 0;
    case "formats":
        FormatBenchmark.Run();
        return 0;
    case "geometry":
        SimplificationBenchmark.Run();
        MassBenchmark.Run();
        DecompositionBenchmark.Run();
        return 0;
    case "jobs":
        await JobBenchmarks.RunAsync();
        return 0;
    case "storage":
        await StorageBenchmarks.RunAsync();
        return 0;
    default:
        Console.Error.WriteLine($"Unknown subject '{subject}'. Usage: Kiln.Benchmarks engine|formats|geometry|jobs|storage");
        return 2;
}
