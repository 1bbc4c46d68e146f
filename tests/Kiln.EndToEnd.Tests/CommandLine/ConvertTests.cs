using System.Diagnostics;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Models;

namespace Kiln.EndToEnd.Tests.CommandLine;

/// <summary>The command line with the service that it starts itself.</summary>
public sealed class ConvertTests : IDisposable
{
    // Handled as Ctrl-C's SIGINT is; that one is ignored by everything below a shell's background job, where tests may well run.
    private const string Interrupt = "TERM";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kiln e2e cli ");

    private string DataDirectory => Path.Combine(_directory.FullName, "the data");

    [OwnServiceFact]
    public async Task A_file_converts_and_the_service_is_gone_afterwards()
    {
        await File.WriteAllBytesAsync(Path.Combine(_directory.FullName, "my box.glb"), SampleFiles.Box);

        var result = await RunAsync("convert", "my box.glb", "--mass", "2", "--label", "from=test");

        Assert.True(result.ExitCode == 0, $"{result}");
        Assert.Contains("Converted my box.glb", result.Output, StringComparison.Ordinal);
        Assert.Contains("2 kg", result.Output, StringComparison.Ordinal);
        Assert.Contains("validation passed", result.Output, StringComparison.Ordinal);
        foreach (string file in (string[])["usd/my_box/my_box.usd", "mjcf/my_box/my_box.xml", "report.json", "my box.glb"])
        {
            string path = Path.Combine(_directory.FullName, "my box-simready", file);
            Assert.True(File.Exists(path), path);
            Assert.Contains(path, result.Output, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(Path.Combine(DataDirectory, "service.json")));
    }

    [OwnServiceFact]
    public async Task Without_a_file_the_sample_converts()
    {
        var result = await RunAsync("convert", "--output", "out");

        Assert.True(result.ExitCode == 0, $"{result}");
        Assert.True(File.Exists(Path.Combine(_directory.FullName, "out", "usd", "wooden_crate", "wooden_crate.usd")), $"{result}");
    }

    [OwnServiceFact]
    public async Task A_large_file_goes_by_a_presigned_upload()
    {
        byte[] large = GlbWithPadding(9 * 1024 * 1024);
        await File.WriteAllBytesAsync(Path.Combine(_directory.FullName, "large.glb"), large);

        var result = await RunAsync("convert", "large.glb");

        Assert.True(result.ExitCode == 0, $"{result}");
    }

    [OwnServiceFact]
    public async Task A_refused_file_and_a_failed_job_have_their_own_exit_codes()
    {
        await File.WriteAllBytesAsync(Path.Combine(_directory.FullName, "text.glb"), "no glb at all, just a text"u8.ToArray());
        await File.WriteAllBytesAsync(
            Path.Combine(_directory.FullName, "empty.glb"),
            GlbFile.Of([("box", Geometry.Shapes.CellSolids.Box(1, 1, 1))], json => json["nodes"]![0]!.AsObject().Remove("mesh")));

        var absent = await RunAsync("convert", "absent.glb");
        var refused = await RunAsync("convert", "text.glb");
        var failed = await RunAsync("convert", "empty.glb");
        var misspelt = await RunAsync("convert", "--colour", "red");

        Assert.Equal(2, absent.ExitCode);
        Assert.Contains("File not found", absent.Errors, StringComparison.Ordinal);
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("Invalid GLB", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("VALIDATION_ERROR", failed.Errors, StringComparison.Ordinal);
        Assert.Equal(2, misspelt.ExitCode);
    }

    [OwnServiceFact]
    public async Task An_interrupt_cancels_the_job()
    {
        await File.WriteAllBytesAsync(Path.Combine(_directory.FullName, "heavy.glb"), SampleFiles.Heavy);
        using var run = CommandLineRun.Start(
            _directory.FullName, "convert", "heavy.glb", "--threshold", "0.01", "--max-hulls", "256", "--data", DataDirectory);
        await run.WaitForLineAsync("convert: ");

        await run.SignalAsync(Interrupt);
        var result = await run.FinishAsync();

        Assert.True(result.ExitCode == 130, $"{result}");
        Assert.Contains("is cancelled", result.Errors, StringComparison.Ordinal);
        var list = await RunAsync("jobs", "list", "--status", "cancelled");
        Assert.Contains("heavy.glb", list.Output, StringComparison.Ordinal);
    }

    [OwnServiceFact]
    public async Task A_served_service_is_found_by_its_data_directory_and_stops_with_its_command()
    {
        await File.WriteAllBytesAsync(Path.Combine(_directory.FullName, "box.glb"), SampleFiles.Box);
        using var serve = CommandLineRun.Start(
            _directory.FullName, "serve", "--urls", "http://127.0.0.1:0", "--data", DataDirectory);
        await serve.WaitForLineAsync("Kiln is listening on http://127.0.0.1:");
        var service = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(DataDirectory, "service.json")))!;

        var convert = await RunAsync("convert", "box.glb");
        var list = await RunAsync("jobs", "list");

        Assert.True(convert.ExitCode == 0, $"{convert}");
        Assert.Contains("box.glb", list.Output, StringComparison.Ordinal);
        string id = list.Output.Split('\n').Single(line => line.EndsWith("box.glb", StringComparison.Ordinal)).Split(' ')[0];
        var show = await RunAsync("jobs", "show", id);
        var events = await RunAsync("jobs", "events", id);
        Assert.Equal("completed", JsonNode.Parse(show.Output)!["status"]!.GetValue<string>());
        Assert.Contains("job.succeeded", events.Output, StringComparison.Ordinal);
        using var process = Process.GetProcessById(service["pid"]!.GetValue<int>());

        await serve.SignalAsync(Interrupt);
        var stopped = await serve.FinishAsync();

        Assert.True(stopped.ExitCode == 0, $"{stopped}");
        await process.WaitForExitAsync();
        Assert.False(File.Exists(Path.Combine(DataDirectory, "service.json")));
    }

    [OwnServiceFact]
    public async Task The_service_does_not_outlive_a_killed_command()
    {
        using var serve = CommandLineRun.Start(
            _directory.FullName, "serve", "--urls", "http://127.0.0.1:0", "--data", DataDirectory);
        await serve.WaitForLineAsync("Kiln is listening on ");
        var service = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(DataDirectory, "service.json")))!;
        using var process = Process.GetProcessById(service["pid"]!.GetValue<int>());

        await serve.SignalAsync("KILL");

        await process.WaitForExitAsync();
        Assert.True(process.HasExited);
    }

    [OwnServiceFact]
    public async Task When_its_service_is_killed_the_command_starts_it_again_and_finishes_the_same_job()
    {
        await File.WriteAllBytesAsync(Path.Combine(_directory.FullName, "parts.glb"), SampleFiles.TwoParts);
        using var run = CommandLineRun.Start(_directory.FullName, "convert", "parts.glb", "--data", DataDirectory);
        await run.WaitForLineAsync("convert: ");
        var service = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(DataDirectory, "service.json")))!;
        using (var process = Process.GetProcessById(service["pid"]!.GetValue<int>()))
        {
            process.Kill();
        }

        var result = await run.FinishAsync();

        Assert.True(result.ExitCode == 0, $"{result}");
        Assert.Contains("connection lost", result.Output, StringComparison.Ordinal);
        var list = await RunAsync("jobs", "list");
        Assert.Contains("1 jobs", list.Output, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Delete(recursive: true);

    private static byte[] GlbWithPadding(int size) => GlbFile.Of(
        [("box", Geometry.Shapes.CellSolids.Box(1, 1, 1))],
        json => json["asset"]!["extras"] = new JsonObject { ["padding"] = new string('x', size) });

    private Task<CommandLineResult> RunAsync(params string[] arguments) =>
        CommandLineRun.RunAsync(_directory.FullName, [.. arguments, "--data", DataDirectory]);
}
