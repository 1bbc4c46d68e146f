using System.Diagnostics;

namespace Kiln.Cli.Service;

/// <summary>A service process that this command started and will stop.</summary>
internal sealed class EmbeddedService : IAsyncDisposable
{
    private const string ReadinessPrefix = "Kiln is listening on ";
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(45);

    private readonly Process _process;
    private readonly ServiceLog _log;

    private EmbeddedService(Process process, ServiceLog log, Uri url)
    {
        _process = process;
        _log = log;
        Url = url;
    }

    /// <summary>The service's root URL.</summary>
    public Uri Url { get; }

    /// <summary>Ends when the service process does.</summary>
    public Task Exited(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Starts the service and waits until it listens.</summary>
    /// <param name="dataDirectory">Absolute path; made when absent.</param>
    /// <param name="urls">Where to listen; port 0 takes a free one.</param>
    /// <param name="arguments">Further arguments, passed on as they are.</param>
    /// <param name="cancellationToken">Gives up and stops what was started.</param>
    /// <exception cref="CommandFailedException">It ended before it listened, or did not listen in a minute.</exception>
    public static async Task<EmbeddedService> StartAsync(
        string dataDirectory, string urls, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(dataDirectory);
        var log = new ServiceLog(Path.Combine(dataDirectory, "service.log"));
        var process = Process.Start(StartInfo(dataDirectory, urls, arguments))!;
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            log.Write(line.Data);
            if (line.Data?.StartsWith(ReadinessPrefix, StringComparison.Ordinal) == true
                && Uri.TryCreate(line.Data[ReadinessPrefix.Length..].Trim(), UriKind.Absolute, out var url))
            {
                listening.TrySetResult(url);
            }
        };
        process.ErrorDataReceived += (_, line) => log.Write(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(StartLimit);
            var exited = process.WaitForExitAsync(limit.Token);
            await Task.WhenAny(listening.Task, exited).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (listening.Task.IsCompletedSuccessfully)
            {
                return new EmbeddedService(process, log, await listening.Task.ConfigureAwait(false));
            }

            string what = exited.IsCompletedSuccessfully
                ? $"ended with exit code {process.ExitCode} before it listened"
                : $"does not listen after {StartLimit.TotalSeconds} s";
            throw new CommandFailedException(ExitCodes.ServiceUnavailable, $"The service {what}. From {log.Path}:\n{log.Tail}");
        }
        catch
        {
            await StopAsync(process, log).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stops the service in good order; it is killed when it takes longer than it allows itself (30 s) by far.</summary>
    public ValueTask DisposeAsync() => StopAsync(_process, _log);

    private static ProcessStartInfo StartInfo(string dataDirectory, string urls, IReadOnlyList<string> arguments) => OwnSession.StartInfo(
        ServiceProgram.Dotnet,
        [ServiceProgram.Assembly, "--urls", urls, "--data", dataDirectory, "--parent-pid", $"{Environment.ProcessId}", .. arguments]);

    private static async ValueTask StopAsync(Process process, ServiceLog log)
    {
        TerminationSignal.Send(process);
        using (var limit = new CancellationTokenSource(StopLimit))
        {
            try
            {
                await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        process.Dispose();
        log.Dispose();
    }
}
