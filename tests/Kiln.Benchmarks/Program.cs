using Kiln.Benchmarks.Geometry;

string subject = args.FirstOrDefault() ?? "";
switch (subject)
{
    case "geometry":
        SimplificationBenchmark.Run();
        MassBenchmark.Run();
        return 0;
    default:
        Console.Error.WriteLine($"Unknown subject '{subject}'. Usage: Kiln.Benchmarks geometry");
        return 2;
}
