using Microsoft.Extensions.Hosting;

namespace Kiln.LocalHost.Hosting;

/// <summary>
/// Tells running HTTP and timer functions that the host stops: not at once, so that short ones finish undisturbed, but
/// <see cref="LocalHostOptions.RequestDrainTime"/> after the stop began.
/// </summary>
internal sealed class DrainSignal : IDisposable
{
    private readonly CancellationTokenSource _drained = new();
    private readonly CancellationTokenRegistration _stopping;

    public DrainSignal(IHostApplicationLifetime lifetime, LocalHostOptions options, TimeProvider clock) =>
        _stopping = lifetime.ApplicationStopping.Register(() => _ = CancelLaterAsync(options.RequestDrainTime, clock));

    /// <summary>Cancelled when what still runs must come to its end.</summary>
    public CancellationToken Token => _drained.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        _drained.Dispose();
    }

    private async Task CancelLaterAsync(TimeSpan delay, TimeProvider clock)
    {
        await Task.Delay(delay, clock);
        try
        {
            await _drained.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The host was done before the time was up.
        }
    }
}
