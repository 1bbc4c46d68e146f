using Kiln.Functions.Configuration;
using Kiln.Storage;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Orchestration;

/// <summary>
/// Bounds the built-in work of this process, so that the host need not: it may run many activities side by side, and those that decide,
/// end and settle jobs or deliver webhooks never wait behind work. Whoever waits here has claimed nothing yet.
/// </summary>
public sealed class BuiltInSlots : IDisposable
{
    private readonly SemaphoreSlim _free;
    private readonly CancellationToken _stopping;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _clock;

    /// <summary>All slots free.</summary>
    public BuiltInSlots(IOptions<KilnOptions> options, StorageTopology topology, IHostApplicationLifetime lifetime, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(lifetime);
        _free = new SemaphoreSlim(options.Value.BuiltInConcurrency);
        _stopping = lifetime.ApplicationStopping;
        _clock = clock;

        // Where there are other processes, one of them may have a slot sooner: the activity ends, and its repetition may go there.
        _patience = topology.IsSoleProcess ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(10);
    }

    /// <summary>Runs work in a slot; false, with nothing run, when none became free in good time or the host stops.</summary>
    public async Task<bool> TryRunAsync(Func<Task<bool>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (!_free.Wait(0, CancellationToken.None) && !await WaitAsync(cancellationToken))
        {
            return false;
        }

        try
        {
            return await work();
        }
        finally
        {
            _free.Release();
        }
    }

    private async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = new(_patience, _clock);
        using CancellationTokenSource any = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping, patience.Token);
        try
        {
            await _free.WaitAsync(any.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _free.Dispose();
}
