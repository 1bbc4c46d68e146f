using System.Diagnostics;
using System.Globalization;

namespace Kiln.Benchmarks;

/// <summary>Times work and prints figures as <c>bench NAME VALUE UNIT</c>.</summary>
internal static class Bench
{
    /// <summary>The least time of several runs, in milliseconds: other work on the machine can only add to it.</summary>
    public static double BestMilliseconds(int runs, Action work)
    {
        double best = double.PositiveInfinity;
        for (int run = 0; run < runs; run++)
        {
            long start = Stopwatch.GetTimestamp();
            work();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return best;
    }

    public static void Print(string name, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bench {name} {value:G4} {unit}"));
}
