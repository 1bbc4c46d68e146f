using Kiln.LocalHost.Functions.Discovery;
using Kiln.LocalHost.Functions.Invocation;
using Kiln.LocalHost.Hosting;
using Kiln.LocalHost.Settings;

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
    TimeProvider clock) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimerFunction[] _timers =
        [.. catalog.Of(TriggerKind.Timer).Select(function => TimerFunction.Of(function, settings))];

    private Task _running = Task.CompletedTask;

    /// <summary>Begins.</summary>
    public void Start() => _running = Task.WhenAll(_timers.Select(timer =>
        Task.Run(() => new TimerRunner(timer, runner, store, clock).RunAsync(_stopping.Token, drain.Token))));

    /// <summary>Begins no more runs, and waits for those under way.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running;
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();
}
