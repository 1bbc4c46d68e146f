using System.ComponentModel;
using System.Net;
using System.Text.Json.Nodes;
using Kiln.Client;
using Kiln.Client.Conversions;
using Kiln.Client.Runners;

namespace Kiln.Cli.Runners;

/// <summary>One run from its claim to its report: a private directory, the process, the outputs.</summary>
internal sealed class RunnerJob(RunnersClient client, ClaimedRun run, RunnerOptions options, TimeProvider time)
{
    private readonly string _directory = Path.Combine(options.WorkDirectory, $"{run.JobId}-{run.Attempt}-{Guid.NewGuid():N}");
    private volatile RunProcess? _process;
    private volatile bool _cancelled;
    private volatile bool _dropped;
    private volatile bool _stopped;

    /// <summary>The run.</summary>
    public ClaimedRun Run { get; } = run;

    /// <summary>Does what a heartbeat said.</summary>
    public void Apply(string action)
    {
        switch (action)
        {
            case "cancel":
                _cancelled = true;
                _process?.Terminate();
                break;
            case "pause":
                _process?.Suspend();
                break;
            case "resume":
                _process?.Resume();
                break;
            case "kill":
                Drop();
                break;
            default:
                break;
        }
    }

    /// <summary>The lease is lost: end the run and report nothing.</summary>
    public void Drop()
    {
        _dropped = true;
        _process?.Kill();
    }

    /// <summary>The runner is stopping for good: end the run and report that.</summary>
    public void StopNow()
    {
        _stopped = true;
        _process?.Kill();
    }

    /// <summary>Runs and reports.</summary>
    /// <returns>How it ended, for the log.</returns>
    public async Task<string> RunAsync()
    {
        try
        {
            string outputs = Path.Combine(_directory, "outputs");
            Directory.CreateDirectory(outputs);
            string configuration = Path.Combine(_directory, "run_config.json");
            await File.WriteAllTextAsync(configuration, Configuration()).ConfigureAwait(false);
            if (_stopped)
            {
                await client.ReleaseAsync(Run).ConfigureAwait(false);
                return "released";
            }

            await client.StartAsync(Run).ConfigureAwait(false);
            return await ExecuteAsync(configuration, outputs).ConfigureAwait(false);
        }
        catch (KilnApiException fault) when (fault.Status == HttpStatusCode.Conflict)
        {
            return "dropped: " + fault.Message;
        }
        catch (Exception fault) when (fault is KilnApiException or HttpRequestException or UnexpectedReplyException
            or ModelFileException or IOException or UnauthorizedAccessException)
        {
            // Whatever cannot be told is found by the service when the lease ends.
            return "lost: " + fault.Message;
        }
        finally
        {
            _process?.Dispose();
            RemoveDirectory();
        }
    }

    /// <summary>What the run is to do, with the study's other options.</summary>
    private string Configuration()
    {
        JsonObject configuration = JsonObject.Create(Run.RunConfiguration)!;
        configuration["config"] = JsonObject.Create(Run.Configuration);
        return configuration.ToJsonString();
    }

    private void RemoveDirectory()
    {
        try
        {
            Directory.Delete(_directory, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It was never made, or something of the run still holds it; the run's end is told all the same.
        }
    }

    private async Task<string> ExecuteAsync(string configuration, string outputs)
    {
        long started = time.GetTimestamp();
        try
        {
            _process = RunProcess.Start(options.Command, _directory, new Dictionary<string, string>
            {
                ["TETRYX_RUN_CONFIG"] = configuration,
                ["TETRYX_TELEMETRY_URL"] = Run.TelemetryUrl.AbsoluteUri,
                ["TETRYX_OUTPUT_DIR"] = outputs,
            });
        }
        catch (Win32Exception fault)
        {
            await FailAsync($"Cannot start {options.Command[0]}: {fault.Message}", "crash", TimeSpan.Zero).ConfigureAwait(false);
            return "failed: " + fault.Message;
        }

        // What was said before there was a process to say it to.
        if (_dropped || _stopped)
        {
            _process.Kill();
        }
        else if (_cancelled)
        {
            _process.Terminate();
        }

        await _process.Exited.ConfigureAwait(false);
        TimeSpan elapsed = time.GetElapsedTime(started);
        if (_dropped)
        {
            return "dropped";
        }

        if (_process.ExitCode == 0)
        {
            try
            {
                return await CompleteAsync(outputs, elapsed).ConfigureAwait(false);
            }
            catch (KilnApiException fault) when (fault.Status == HttpStatusCode.BadRequest)
            {
                await FailAsync($"The outputs were refused: {fault.Message}", "resource", elapsed).ConfigureAwait(false);
                return "failed: " + fault.Message;
            }
        }

        if (_cancelled)
        {
            await client.CancelledAsync(Run, elapsed).ConfigureAwait(false);
            return "cancelled";
        }

        string message = _stopped ? "The runner was stopped"
            : _process.ErrorTail is { Length: > 0 } errors ? errors
            : $"The command ended with exit code {_process.ExitCode}";
        await FailAsync(message, _stopped ? "crash" : "error", elapsed).ConfigureAwait(false);
        return $"failed with exit code {_process.ExitCode}: {message.Split('\n')[^1]}";
    }

    private Task FailAsync(string message, string reason, TimeSpan elapsed) =>
        client.FailAsync(Run, new RunFailure(message, reason, elapsed));

    private async Task<string> CompleteAsync(string outputs, TimeSpan elapsed)
    {
        string[] paths = [.. Directory.EnumerateFiles(outputs, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        Dictionary<string, ModelFile> files = paths.ToDictionary(
            path => Path.GetRelativePath(outputs, path).Replace('\\', '/'), path => new ModelFile(path));
        if (files.Count > 0)
        {
            List<RunOutput> wanted = [];
            foreach ((string name, ModelFile file) in files)
            {
                wanted.Add(new RunOutput(name, file.Length, await file.HashAsync(CancellationToken.None).ConfigureAwait(false)));
            }

            foreach (OutputUpload place in await client.UploadsAsync(Run, wanted).ConfigureAwait(false))
            {
                await client.PutAsync(place, files[place.Name]).ConfigureAwait(false);
            }
        }

        await client.CompleteAsync(Run, elapsed, files.Keys).ConfigureAwait(false);
        return "completed";
    }
}
