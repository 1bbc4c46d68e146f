using System.Globalization;
using Kiln.SimReady.Tests.ChildProcesses;
using Xunit.Abstractions;

namespace Kiln.SimReady.Tests.Pipeline;

/// <summary>
/// Whole conversions of damaged files, in a process of their own: neither a crash nor an endless recursion takes the tests down, and
/// the runtime holds the process to a heap of 512 MB, whatever a file of some kilobytes says it contains.
/// </summary>
public sealed class DamagedFileTests(ITestOutputHelper output)
{
    private const string HeapLimit = "0x20000000";

    [Fact]
    public async Task Damaged_files_are_converted_or_refused_with_a_reason()
    {
        string seed = Environment.GetEnvironmentVariable("KILN_SEED") ?? "1";
        string cases = Environment.GetEnvironmentVariable("KILN_FUZZ_CASES") ?? "40";
        output.WriteLine($"KILN_SEED={seed} KILN_FUZZ_CASES={cases} (of each of {FuzzRun.Files.Count} files)");

        (int exitCode, string failures, string progress) = await ChildProcess.RunAsync(
            new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = HeapLimit }, "fuzz", seed, cases);

        string last = string.Join('\n', progress.Split('\n').TakeLast(20));
        Assert.True(exitCode == 0, string.Create(CultureInfo.InvariantCulture, $"Seed {seed}, exit code {exitCode}:\n{failures}\n{last}"));
    }

    [Fact]
    public void Sound_files_are_converted() => Assert.All(FuzzRun.Files, file => Assert.Null(FuzzRun.Fault(file.Name, file.Content)));
}
