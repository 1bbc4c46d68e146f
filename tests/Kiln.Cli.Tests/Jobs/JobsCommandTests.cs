using System.Text.Json.Nodes;
using Kiln.Cli.Tests.Fakes;

namespace Kiln.Cli.Tests.Jobs;

public sealed class JobsCommandTests : IDisposable
{
    private readonly CommandLineHarness _harness = new();

    [Fact]
    public async Task List_prints_one_line_for_each_job()
    {
        await using var service = await FakeService.StartAsync();

        int exitCode = await _harness.RunAsync("jobs", "list", "--status", "completed", "--page-size", "10", "--server", $"{service.Url}");

        Assert.Equal(0, exitCode);
        Assert.Equal("?page=1&pageSize=10&status=completed", service.Seen("GET", "/api/conversions").Query);
        Assert.Contains($"{FakeService.JobId}  completed     100  2026-03-02 09:15:00  box.glb", _harness.Out, StringComparison.Ordinal);
        Assert.Contains("Page 1 of 1, 1 jobs", _harness.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_prints_the_payload_as_it_came()
    {
        await using var service = await FakeService.WithStatusesAsync("completed");

        await _harness.RunAsync("jobs", "show", FakeService.JobId, "--server", $"{service.Url}");

        Assert.Equal(7, JsonNode.Parse(_harness.Out)!["report"]!["collision"]!["hull_count"]!.GetValue<int>());
    }

    [Fact]
    public async Task Events_prints_one_line_for_each_event_after_the_given_one()
    {
        await using var service = await FakeService.StartAsync();

        await _harness.RunAsync("jobs", "events", FakeService.JobId, "--after", "1", "--server", $"{service.Url}");

        string[] lines = _harness.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains("job.succeeded", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_tells_how_the_job_ended()
    {
        await using var service = await FakeService.StartAsync();

        int exitCode = await _harness.RunAsync("jobs", "cancel", FakeService.JobId, "--server", $"{service.Url}");

        Assert.Equal(0, exitCode);
        Assert.Contains("is cancelled", _harness.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_nobody_has_is_a_refusal()
    {
        await using var service = await FakeService.StartAsync();

        int exitCode = await _harness.RunAsync("jobs", "show", "none", "--server", $"{service.Url}");

        Assert.Equal(ExitCodes.Refused, exitCode);
        Assert.Contains("Conversion job not found", _harness.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _harness.Dispose();
}
