using System.Collections.Concurrent;
using Kiln.Functions.Configuration;
using Kiln.Storage.Webhooks;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Webhooks.Delivery;

/// <summary>
/// Sends beside the activities that ask for it. An activity stays only for a moment, which is enough for subscribers that answer; a
/// subscriber that hangs is waited for here, where it holds no activity slot, and the orchestration is told when its run is over.
/// </summary>
public sealed partial class DeliveryRuns(
    EventDelivery delivery, IOptions<KilnOptions> options, TimeProvider clock, ILogger<DeliveryRuns> logger) : IAsyncDisposable
{
    /// <summary>
    /// How long an activity waits for its run. Together with the bounds on requests it also bounds what hanging subscribers can hold of the
    /// activity slots: at most <see cref="WebhookOptions.MostRequests"/> of these waits in each <see cref="WebhookOptions.TimeoutSeconds"/>.
    /// </summary>
    private static readonly TimeSpan Stay = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<DeliveryKey, DeliveryRun> _running = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Has what is due sent, unless that is under way already, and says what the orchestration does next.</summary>
    public async Task<DeliveryStep> RunAsync(DeliveryKey key, DurableTaskClient client, CancellationToken cancellationToken)
    {
        DeliveryRun run = _running.GetOrAdd(key, _ => new DeliveryRun());
        run.Begin(waits => SendAsync(key, run, waits));
        using (CancellationTokenSource left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            await Task.WhenAny(run.Completion, run.Waits, Task.Delay(Stay, clock, left.Token));
            await left.CancelAsync();
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (run.Completion.IsCompleted)
        {
            return await run.Completion;
        }

        _ = TellWhenOverAsync(key, run, client);

        // Should the process die meanwhile, nobody tells the orchestration; it looks again by itself after this.
        double seconds = 30 + (2 * options.Value.Webhooks.TimeoutSeconds);
        return DeliveryStep.UnderWayUntil(clock.GetUtcNow() + TimeSpan.FromSeconds(seconds));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running.Values.Select(run => (Task)run.Completion)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task<DeliveryStep> SendAsync(DeliveryKey key, DeliveryRun run, Action waits)
    {
        try
        {
            return await delivery.RunAsync(key, waits, _stopping.Token);
        }
        finally
        {
            _running.TryRemove(KeyValuePair.Create(key, run));
        }
    }

    private async Task TellWhenOverAsync(DeliveryKey key, DeliveryRun run, DurableTaskClient client)
    {
        try
        {
            await ((Task)run.Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_stopping.IsCancellationRequested)
            {
                await DeliveryDriver.TellSentAsync(client, key);
            }
        }
#pragma warning disable CA1031 // Nobody waits for this; the orchestration looks again by itself.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogUntold(logger, exception, key.JobId, key.DestinationId);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The delivery of job {JobId} to {Destination} could not be told that its sending is over.")]
    private static partial void LogUntold(ILogger logger, Exception exception, string jobId, string destination);
}
