using System.Collections.Concurrent;
using System.Diagnostics;

namespace Kiln.EndToEnd.Tests.Harness;

/// <summary>The function app as a process of its own, on a free port, with a data directory that is removed at the end.</summary>
internal sealed class KilnService : IAsyncDisposable
{
    private const string ReadinessPrefix = "Kiln is listening on ";
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    private readonly string[] _settings;
    private readonly bool _ownsDirectory;
    private readonly ConcurrentQueue<string> _log = new();
    private Process? _process;
    private KilnApi? _api;

    private KilnService(string dataDirectory, bool ownsDirectory, string[] settings)
    {
        DataDirectory = dataDirectory;
        _ownsDirectory = ownsDirectory;
        _settings = settings;
    }

    /// <summary>Everything that the service keeps.</summary>
    public string DataDirectory { get; }

    /// <summary>The function app that the next process runs.</summary>
    public string Assembly { get; set; } = TestTarget.ServiceAssembly;

    /// <summary>The client of the process that runs now, with the development key.</summary>
    public KilnApi Api => _api ?? throw new InvalidOperationException("The service is not running.");

    /// <summary>What the service wrote to its standard streams, over all of its processes.</summary>
    public string Log => string.Join('\n', _log);

    /// <summary>Id of the running process.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>Starts a service on a new data directory.</summary>
    /// <param name="settings">Further arguments, such as <c>--Kiln:MaxUploadBytes=1000</c>.</param>
    public static Task<KilnService> StartAsync(params string[] settings) =>
        StartOnAsync(Directory.CreateTempSubdirectory("kiln-e2e-").FullName, ownsDirectory: true, settings);

    /// <summary>Starts a service of another build on a new data directory.</summary>
    public static async Task<KilnService> StartBuildAsync(string assembly)
    {
        var service = new KilnService(Directory.CreateTempSubdirectory("kiln-e2e-").FullName, ownsDirectory: true, []) { Assembly = assembly };
        await service.StartProcessAsync();
        return service;
    }

    /// <summary>Starts a service on a data directory that somebody else cleans up.</summary>
    public static async Task<KilnService> StartOnAsync(string dataDirectory, bool ownsDirectory, params string[] settings)
    {
        var service = new KilnService(dataDirectory, ownsDirectory, settings);
        await service.StartProcessAsync();
        return service;
    }

    /// <summary>Ends the process with SIGKILL: no handler of it runs.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        Forget();
    }

    /// <summary>Ends the process with SIGTERM and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process!.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
        int exitCode = _process.ExitCode;
        Forget();
        return exitCode;
    }

    /// <summary>Starts the service again on the same data directory, on another port unless a URL is named.</summary>
    public Task RestartAsync(string? url = null) => StartProcessAsync(url);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        if (_ownsDirectory)
        {
            Directory.Delete(DataDirectory, recursive: true);
        }
    }

    private async Task StartProcessAsync(string? url = null)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = DataDirectory,
        };
        foreach (string argument in (string[])[
            Assembly, "--urls", url ?? "http://127.0.0.1:0", "--data", DataDirectory,
            "--parent-pid", $"{Environment.ProcessId}", .. _settings])
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.OutputDataReceived += (_, line) =>
        {
            Keep(line.Data);
            if (line.Data?.StartsWith(ReadinessPrefix, StringComparison.Ordinal) == true)
            {
                listening.TrySetResult(new Uri(line.Data[ReadinessPrefix.Length..].Trim()));
            }
        };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        using var limit = new CancellationTokenSource(StartLimit);
        await Task.WhenAny(listening.Task, _process.WaitForExitAsync(limit.Token));
        if (!listening.Task.IsCompletedSuccessfully)
        {
            _process.Kill();
            throw new InvalidOperationException($"The service did not start. It wrote:\n{Log}");
        }

        string key = await File.ReadAllTextAsync(Path.Combine(DataDirectory, "development-key"));
        _api = new KilnApi(await listening.Task, key.Trim());
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _log.Enqueue(line);
        }
    }

    private void Forget()
    {
        _api?.Dispose();
        _api = null;
        _process?.Dispose();
        _process = null;
    }
}
