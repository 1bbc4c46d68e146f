using System.Diagnostics;
using System.Net.Http.Headers;
using System.Reflection;

namespace Kiln.Benchmarks.Jobs;

/// <summary>The function app as a process of its own, on a free port and a data directory that is given.</summary>
internal sealed class JobService : IAsyncDisposable
{
    private const string ReadinessPrefix = "Kiln is listening on ";

    private readonly Process _process;

    private JobService(Process process, HttpClient client)
    {
        _process = process;
        Client = client;
    }

    /// <summary>A client with the development key; its connections are kept.</summary>
    public HttpClient Client { get; }

    /// <summary>Processor time that the service has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts the service and waits until it listens.</summary>
    public static async Task<JobService> StartAsync(string directory)
    {
        string assembly = typeof(JobService).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "ServiceAssembly").Value!;
        ProcessStartInfo start = new(
            "dotnet", [assembly, "--urls", "http://127.0.0.1:0", "--data", directory, "--parent-pid", $"{Environment.ProcessId}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(ReadinessPrefix, StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync();
                string key = (await File.ReadAllTextAsync(Path.Combine(directory, "development-key"))).Trim();
                HttpClient client = new() { BaseAddress = new Uri(line[ReadinessPrefix.Length..].Trim()) };
                client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
                return new JobService(process, client);
            }
        }

        throw new InvalidOperationException("The service did not start.");
    }

    /// <summary>Ends the service in good order, so that its files are whole.</summary>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using (Process kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
