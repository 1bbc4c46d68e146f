using Kiln.Storage.Webhooks;

namespace Kiln.Functions.Webhooks.Delivery;

/// <summary>
/// Brings the events of one job to one destination: sends what is due, then sleeps until the next attempt or the next event. The
/// cursor's document holds the truth, so it can be started again at any time.
/// </summary>
public static class DeliveryOrchestrator
{
    /// <summary>Turns after which the history is dropped.</summary>
    private const int TurnsPerExecution = 100;

    /// <summary>Runs until the job has ended and all of its events have arrived or were given up.</summary>
    [Function(DeliveryNames.Orchestrator)]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context, DeliveryKey key)
    {
        // One wait of each name at a time, kept over the turns: a wait that is given up would swallow the next event.
        Task<string> woken = context.WaitForExternalEvent<string>(DeliveryNames.WakeEvent);
        Task<string> sent = context.WaitForExternalEvent<string>(DeliveryNames.SentEvent);
        for (int turn = 0; turn < TurnsPerExecution; turn++)
        {
            DeliveryStep next = await context.CallActivityAsync<DeliveryStep>(
                DeliveryNames.DeliverEvents, key, new TaskOptions(Patient));
            if (next.Ended)
            {
                return;
            }

            using CancellationTokenSource timers = new();
            Task news = next.UnderWay ? sent : woken;
            Task look = next.LookAt is { } at ? context.CreateTimer(at, timers.Token) : news;
            Task first = await Task.WhenAny(news, look);

            // Not CancelAsync: its task is no durable one. A timer left open would keep the instance running.
            timers.Cancel();
            if (first == woken)
            {
                await woken;
                woken = context.WaitForExternalEvent<string>(DeliveryNames.WakeEvent);
            }
            else if (first == sent)
            {
                await sent;
                sent = context.WaitForExternalEvent<string>(DeliveryNames.SentEvent);
            }
        }

        context.ContinueAsNew(key);
    }

    /// <summary>Sending does not fail, whatever the destination does; only storage can. Tried for about a day while it is away.</summary>
    private static RetryPolicy Patient => new(
        maxNumberOfAttempts: 30, TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromHours(1));
}
