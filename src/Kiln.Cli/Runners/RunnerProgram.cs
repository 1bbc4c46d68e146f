using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Kiln.Client;
using Kiln.Client.Runners;

namespace Kiln.Cli.Runners;

/// <summary>The reference runner: registers, claims by long poll while it has room, keeps its leases by one heartbeat for all.</summary>
internal sealed class RunnerProgram(RunnersClient client, RunnerOptions options, TextWriter log, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, RunnerJob> _jobs = new();

    /// <summary>Runs until told to drain and the last run has ended.</summary>
    /// <param name="drain">No more claims; running runs finish.</param>
    /// <param name="kill">Running runs are ended and given up.</param>
    /// <exception cref="KilnApiException">The service refuses the runner, or another one has taken its place.</exception>
    public async Task RunAsync(CancellationToken drain, CancellationToken kill)
    {
        RunnerGrant grant = await client.RegisterAsync(options.Registration, drain).ConfigureAwait(false);
        Say($"registered as {grant.Runner.Id}");
        using var over = new CancellationTokenSource();
        using var stopClaims = CancellationTokenSource.CreateLinkedTokenSource(drain, over.Token);
        using var registration = kill.Register(() =>
        {
            foreach (RunnerJob job in _jobs.Values)
            {
                job.StopNow();
            }
        });
        Task beats = BeatAsync(grant, stopClaims, over.Token);
        await ClaimAsync(grant, stopClaims.Token).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        await beats.ConfigureAwait(false);
        Say("stopped");
    }

    private async Task ClaimAsync(RunnerGrant grant, CancellationToken stop)
    {
        List<Task> runs = [];
        using var slots = new SemaphoreSlim(options.Registration.Capabilities.MaxConcurrentJobs);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await slots.WaitAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            ClaimedRun? run = await TryClaimAsync(grant, stop).ConfigureAwait(false);
            runs.RemoveAll(task => task.IsCompleted);
            if (run is null)
            {
                slots.Release();
            }
            else
            {
                runs.Add(RunAsync(run, slots));
            }
        }

        Say(_jobs.IsEmpty ? "draining" : $"draining, {_jobs.Count} running");
        await Task.WhenAll(runs).ConfigureAwait(false);
    }

    private async Task<ClaimedRun?> TryClaimAsync(RunnerGrant grant, CancellationToken stop)
    {
        long asked = time.GetTimestamp();
        try
        {
            IReadOnlyList<ClaimedRun> runs = await client.ClaimAsync(1, grant.MaxWaitSeconds, stop).ConfigureAwait(false);
            if (runs.Count > 0)
            {
                return runs[0];
            }
        }
        catch (Exception fault) when (fault is HttpRequestException or UnexpectedReplyException or KilnApiException { IsRefusal: false }
            or KilnApiException { IsTransient: true })
        {
            Say($"cannot claim: {fault.Message}");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }

        // An answer that did not wait (drained, or away) must not become a busy loop.
        TimeSpan rest = Pause - time.GetElapsedTime(asked);
        if (rest > TimeSpan.Zero)
        {
            await Task.Delay(rest, time, stop).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        }

        return null;
    }

    private async Task RunAsync(ClaimedRun run, SemaphoreSlim slots)
    {
        RunnerJob job = new(client, run, options, time);
        _jobs[run.LeaseToken] = job;
        Say($"job {run.JobId} taken, attempt {run.Attempt}");
        string end = "lost";
        try
        {
            end = await job.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            _jobs.TryRemove(run.LeaseToken, out _);
            slots.Release();
            Say($"job {run.JobId} {end}");
        }
    }

    private async Task BeatAsync(RunnerGrant grant, CancellationTokenSource stopClaims, CancellationToken over)
    {
        TimeSpan lease = TimeSpan.FromSeconds(grant.LeaseSeconds);
        TimeSpan interval = TimeSpan.FromSeconds(Math.Min(grant.HeartbeatSeconds, grant.LeaseSeconds / 3.0));
        long lastBeat = time.GetTimestamp();
        while (!over.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(interval, time, over).ConfigureAwait(false);
                RunnerJob[] held = [.. _jobs.Values];
                RunnerBeatReply reply = await client.HeartbeatAsync([.. held.Select(job => job.Run)], over).ConfigureAwait(false);
                lastBeat = time.GetTimestamp();

                // In the order in which they were named: a job may be here twice, when its lost attempt has not stopped yet.
                foreach ((RunnerJob job, RunAction action) in held.Zip(reply.Jobs))
                {
                    job.Apply(action.Action);
                }
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested)
            {
                return;
            }
            catch (KilnApiException fault) when (fault.Status == HttpStatusCode.Unauthorized)
            {
                // Another process registered under the same key: its token is the valid one, the leases of this one have ended.
                Say($"superseded: {fault.Message}");
                DropAll();
                await stopClaims.CancelAsync().ConfigureAwait(false);
                return;
            }
            catch (Exception fault) when (fault is KilnApiException or HttpRequestException or UnexpectedReplyException)
            {
                Say($"no heartbeat: {fault.Message}");
                if (time.GetElapsedTime(lastBeat) > lease)
                {
                    DropAll();
                }
            }
        }
    }

    private void DropAll()
    {
        foreach (RunnerJob job in _jobs.Values)
        {
            job.Drop();
        }
    }

    private void Say(string what) =>
        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():HH:mm:ss}  {what}"));
}
