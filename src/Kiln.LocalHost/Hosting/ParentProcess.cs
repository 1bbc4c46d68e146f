using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kiln.LocalHost.Hosting;

/// <summary>Stops the host gracefully when the process that it serves is gone, so that an embedded service never outlives its user.</summary>
internal sealed class ParentProcess(LocalHostOptions options, IHostApplicationLifetime lifetime, ILogger<ParentProcess> logger)
    : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.ParentProcessId is not { } id)
        {
            return;
        }

        try
        {
            using Process parent = Process.GetProcessById(id);
            await parent.WaitForExitAsync(stoppingToken);
        }
        catch (ArgumentException)
        {
            // There is no such process any more, which is what was waited for.
        }

        logger.LogInformation("Process {ProcessId}, which this service was started for, is gone: stopping.", id);
        lifetime.StopApplication();
    }
}
