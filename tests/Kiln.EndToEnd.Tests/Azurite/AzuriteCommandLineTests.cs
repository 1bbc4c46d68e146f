using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Models;

namespace Kiln.EndToEnd.Tests.Azurite;

/// <summary>The command line with <c>--storage azurite</c>: one option, and data lives in the storage emulator.</summary>
public sealed class AzuriteCommandLineTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kiln e2e azurite ");

    [OwnServiceFact]
    public async Task A_file_converts_on_the_emulator_and_its_job_is_there_the_next_time()
    {
        await File.WriteAllBytesAsync(Path.Combine(_directory.FullName, "box.glb"), SampleFiles.Box);

        var converted = await RunAsync("convert", "box.glb", "--mass", "2");

        Assert.True(converted.ExitCode == 0, $"{converted}");
        Assert.Contains("validation passed", converted.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_directory.FullName, "box-simready", "usd", "box", "box.usd")), $"{converted}");

        // Neither documents nor content of the job are in the data directory itself.
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_directory.FullName, "data", "azurite"), "*", SearchOption.AllDirectories));

        var listed = await RunAsync("jobs", "list");

        Assert.True(listed.ExitCode == 0, $"{listed}");
        Assert.Contains("box.glb", listed.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private Task<CommandLineResult> RunAsync(params string[] arguments) =>
        CommandLineRun.RunAsync(_directory.FullName, [.. arguments, "--data", "data", "--storage", "azurite"]);
}
