using Kiln.LocalHost.Functions.Discovery;
using Kiln.LocalHost.Functions.Invocation;
using Kiln.LocalHost.Hosting;
using Kiln.LocalHost.Settings;
using Microsoft.Extensions.Logging;

namespace Kiln.LocalHost.Triggers.Timers;

/// <summary>
/// Runs the app's timer functions from the moment the host listens until it stops. One process has the data directory, so each
/// function has one runner.
/// </summary>
internal sealed class TimerTriggers(
    FunctionCatalog catalog,
    AppSettings settings,
    InvocationRunner runner,
    ScheduleStatusStore store,
    DrainSignal drain,
    LocalHostOptions options,
    TimeProvider clock,
    ILogger<TimerTriggers> logger) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimerFunction[] _timers =
        [.. catalog.Of(TriggerKind.Timer).Select(function => TimerFunction.Of(function, settings))];

    private Task _running = Task.CompletedTask;

    /// <summary>Begins.</summary>
    public void Start() => _running = Task.WhenAll(_timers.Select(timer =>
        Task.Run(() => new TimerRunner(timer, runner, store, clock).RunAsync(_stopping.Token, drain.Token))));

    /// <summary>Begins no more runs, and waits for those under way, but not beyond the time the host has for its stop.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        try
        {
            await _running.WaitAsync(options.ShutdownTimeout);
        }
        catch (TimeoutException)
        {
            logger.LogWarning("Timer functions still ran {Timeout} after the stop began and are left behind.", options.ShutdownTimeout);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();
}
