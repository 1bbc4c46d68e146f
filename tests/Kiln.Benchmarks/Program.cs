using Kiln.Benchmarks.Engine;
using Kiln.Benchmarks.Geometry;
using Kiln.Benchmarks.Jobnik;
using Kiln.Benchmarks.Jobs;
using Kiln.Benchmarks.Storage;
using Kiln.Benchmarks.Workers;

string subject = args.FirstOrDefault() ?? "";
switch (subject)
{
    case "engine":
        await EngineBenchmarks.RunAsync(args.ElementAtOrDefault(1));
        return 0;
    case "geometry":
        FormatBenchmark.Run();
        await SimplificationBenchmark.RunAsync();
        MassBenchmark.Run();
        ConversionBenchmark.Run();
        await DecompositionBenchmark.RunAsync(only: null);
        return 0;
    case "simplify":
        await SimplificationBenchmark.RunAsync();
        return 0;
    case "convert":
        ConversionBenchmark.Run();
        return 0;
    case "decompose":
        await DecompositionBenchmark.RunAsync(args.ElementAtOrDefault(1));
        return 0;
    case "jobs":
        await JobBenchmarks.RunAsync();
        return 0;
    case "jobnik":
        await JobnikBenchmarks.RunAsync();
        return 0;
    case "storage":
        await StorageBenchmarks.RunAsync();
        return 0;
    case "workers":
        await WorkerBenchmarks.RunAsync();
        return 0;
    default:
        Console.Error.WriteLine($"Unknown subject '{subject}'. Usage: Kiln.Benchmarks engine|geometry|simplify|convert|decompose [MODEL]|jobs|jobnik|storage|workers");
        return 2;
}
