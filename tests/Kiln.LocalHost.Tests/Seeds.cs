using System.Globalization;
using Xunit.Abstractions;

namespace Kiln.LocalHost.Tests;

/// <summary>Seeds of random tests: printed, and taken from the environment variable KILN_SEED to repeat a failure.</summary>
internal static class Seeds
{
    public static Random Next(ITestOutputHelper output)
    {
        int seed = Environment.GetEnvironmentVariable("KILN_SEED") is { Length: > 0 } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        output.WriteLine($"seed {seed}: repeat with KILN_SEED={seed}");
        return new Random(seed);
    }
}
