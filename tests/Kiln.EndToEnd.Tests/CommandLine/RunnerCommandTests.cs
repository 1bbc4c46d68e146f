using System.Text;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Lynx;

namespace Kiln.EndToEnd.Tests.CommandLine;

/// <summary><c>kiln runner</c> runs a study of a small script to the end.</summary>
public sealed class RunnerCommandTests : IDisposable
{
    // Run 2 fails, run 3 goes on until it is asked to end, the others leave two outputs.
    private const string Script = """
        index=$(grep -o '"run_index": *[0-9]*' "$TETRYX_RUN_CONFIG" | grep -o '[0-9]*$')
        case "$index" in
          2) echo 'solver diverged' >&2; exit 3 ;;
          3) trap 'exit 1' TERM; while :; do read -r -t 0.1 _ < <(:) || :; done ;;
          *) mkdir -p "$TETRYX_OUTPUT_DIR/logs"
             echo "run $index" > "$TETRYX_OUTPUT_DIR/logs/run.txt"
             cp "$TETRYX_RUN_CONFIG" "$TETRYX_OUTPUT_DIR/config.json" ;;
        esac
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kiln-runner-");

    [OwnServiceFact]
    public async Task A_study_is_run_with_its_outputs_a_failure_and_a_cancel_and_a_signal_drains()
    {
        await using KilnService service = await KilnService.StartAsync(
            "--Kiln:AnonymousOrganisation=development", "--Kiln:Lynx:HeartbeatSeconds=1", "--Kiln:Lynx:LeaseSeconds=30");
        using LynxApi user = new(service.Api.Url);
        string script = Path.Combine(_directory.FullName, "run.sh");
        await File.WriteAllTextAsync(script, Script.ReplaceLineEndings("\n"));
        string batch = await user.SubmitAsync(Studies.Example(runs: 4).With("compute.max_retries", 0));
        IReadOnlyList<JsonNode> jobs = await user.JobsAsync(batch);
        string[] ids = [.. jobs.Select(job => job.Text("job_id"))];

        using CommandLineRun runner = CommandLineRun.Start(
            _directory.FullName,
            "runner", "--url", new Uri(service.Api.Url, "/lynx").ToString(), "--max-jobs", "2", "--type", "parafoil", "--cpu", "8", "--memory", "16",
            "--work", Path.Combine(_directory.FullName, "work"), "--", "bash", script);
        await user.WaitForStatusAsync(ids[3], "Running");
        await user.PostAsync($"jobs/{ids[3]}/cancel");
        await user.WaitAsync($"batches/{batch}", reply => reply["batch"]!["completed_at"] is not null);

        string[] statuses = [.. (await user.JobsAsync(batch)).Select(job => job.Text("status"))];
        Assert.Equal(["Completed", "Completed", "Failed", "Cancelled"], statuses);
        JsonNode failed = await user.ReadAsync($"jobs/{ids[2]}/results");
        Assert.Equal((false, "solver diverged"), (failed["success"]!.GetValue<bool>(), failed.Text("error_message")));
        JsonNode done = await user.ReadAsync($"jobs/{ids[1]}/results");
        string[] files = [.. done["output_files"]!.AsArray().Select(file => file!.GetValue<string>())];
        Assert.Equal(["config.json", "logs/run.txt"], files.Select(file => file[(file.IndexOf("/outputs/", StringComparison.Ordinal) + 9)..]).Order(StringComparer.Ordinal));
        ApiReply redirect = await user.GetAsync($"jobs/{ids[1]}/outputs/logs/run.txt");
        ApiReply text = await user.SendAsync(HttpMethod.Get, redirect.Headers.Location!.ToString());
        Assert.Equal("run 1\n", Encoding.UTF8.GetString(text.Content));
        ApiReply told = await user.SendAsync(
            HttpMethod.Get, (await user.GetAsync($"jobs/{ids[1]}/outputs/config.json")).Headers.Location!.ToString());
        Assert.Equal(("1", "rk4"), (told.Body.Text("run_id"), told.Body["config"]!["engine"]!.Text("solver")));

        await runner.SignalAsync("TERM");
        CommandLineResult end = await runner.FinishAsync();
        Assert.True(end.ExitCode == 0, end.ToString());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_directory.FullName, "work")));
    }

    [OwnServiceFact]
    public async Task A_second_signal_kills_what_still_runs_and_gives_it_up()
    {
        await using KilnService service = await KilnService.StartAsync(
            "--Kiln:AnonymousOrganisation=development", "--Kiln:Lynx:HeartbeatSeconds=1");
        using LynxApi user = new(service.Api.Url);
        string script = Path.Combine(_directory.FullName, "wait.sh");
        await File.WriteAllTextAsync(script, "#!/bin/sh\ntrap '' TERM\necho \"$$\" > \"$TETRYX_OUTPUT_DIR/pid\"\nwhile :; do sleep 0.1; done\n");
        using (CommandLineRun chmod = CommandLineRun.Start("chmod", _directory.FullName, ["+x", script]))
        {
            await chmod.FinishAsync();
        }

        string batch = await user.SubmitAsync(Studies.Example(runs: 2).With("compute.max_retries", 0));
        using CommandLineRun runner = CommandLineRun.Start(
            _directory.FullName,
            "runner", "--url", new Uri(service.Api.Url, "/lynx").ToString(), "--max-jobs", "2", "--cpu", "8", "--memory", "16",
            "--work", Path.Combine(_directory.FullName, "work"), "--", "./wait.sh");
        await user.WaitAsync($"batches/{batch}", one => one["jobs_by_status"]!["Running"]?.GetValue<int>() == 2);

        await runner.SignalAsync("TERM");
        await runner.WaitForLineAsync("draining, 2 running");
        await runner.SignalAsync("TERM");

        CommandLineResult end = await runner.FinishAsync();
        Assert.True(end.ExitCode == 0, end.ToString());
        JsonNode ended = await user.WaitAsync($"batches/{batch}", one => one["batch"]!.Text("status") == "Failed");
        Assert.Equal(2, ended["batch"]!.Int("failed_jobs"));
        Assert.All(await user.JobsAsync(batch), job => Assert.Equal("The runner was stopped", job.Text("error_message")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_directory.FullName, "work")));
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_said_at_once()
    {
        CommandLineResult end = await CommandLineRun.RunAsync(
            _directory.FullName, "runner", "--url", "http://127.0.0.1:1/lynx", "--", "./nothing.sh");

        Assert.Equal(2, end.ExitCode);
        Assert.Contains("There is no program './nothing.sh'", end.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
