using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Models;

namespace Kiln.EndToEnd.Tests.Recovery.Nemesis;

/// <summary>
/// Clients that submit jobs and command them at random while the service is killed and started again. A request that got no reply counts
/// as asked for; a submission is repeated under its key until it has one.
/// </summary>
internal sealed class JobNemesis(KilnService service)
{
    private static readonly string[] Failures = ["INTERNAL_ERROR", "VALIDATION_ERROR", "PROCESSING_FAILED"];

    private readonly ConcurrentBag<TrackedJob> _jobs = [];
    private readonly Lock _lock = new();
    private TaskCompletionSource _up = Signal(isSet: true);
    private TaskCompletionSource _due = Signal();
    private int _requests;
    private int _nextKill = int.MaxValue;

    /// <summary>All submissions.</summary>
    public IReadOnlyCollection<TrackedJob> Jobs => _jobs;

    /// <summary>Requests that got a reply.</summary>
    public int Requests => _requests;

    /// <summary>Retries that were asked for and got no reply: each may hold credits for a run that never was.</summary>
    public int LostRetries { get; private set; }

    /// <summary>Lets clients work until so many requests were answered, with kills in between.</summary>
    public async Task RunAsync(int clients, int requests, int kills, Random random)
    {
        int end = _requests + requests;
        int[] at = [.. Enumerable.Range(0, kills).Select(_ => random.Next(_requests, end)).Order()];
        Task[] working = [.. Enumerable.Range(0, clients).Select(_ => new Random(random.Next())).Select(own => Task.Run(() => WorkAsync(end, own)))];
        Task all = Task.WhenAll(working);
        foreach (int kill in at)
        {
            await Task.WhenAny(DueAsync(kill), all);
            await KillAsync();
        }

        await all;
    }

    /// <summary>Repeats what got no reply, and resumes what is paused, but for a few that stay so; answers those.</summary>
    public async Task<HashSet<string>> SettleAsync(int stayPaused)
    {
        HashSet<string> paused = [];
        foreach (TrackedJob job in _jobs)
        {
            if (job.Id is null)
            {
                job.Accepted((await PostAsync(service.Api, job)).Data(HttpStatusCode.Accepted)["id"]!.GetValue<string>());
            }

            var reply = await service.Api.GetAsync($"jobs/{job.Id}");
            if (reply.Status == HttpStatusCode.NotFound || !reply.Data(HttpStatusCode.OK)["suspended"]!.GetValue<bool>())
            {
                continue;
            }

            if (paused.Count < stayPaused && !job.CancelAsked)
            {
                paused.Add(job.Id!);
            }
            else
            {
                await service.Api.SendAsync(HttpMethod.Post, $"jobs/{job.Id}/resume");
            }
        }

        return paused;
    }

    private async Task KillAsync()
    {
        TaskCompletionSource up = Signal();
        lock (_lock)
        {
            _up = up;
        }

        await service.KillAsync();
        await service.RestartAsync();
        up.SetResult();
    }

    private Task DueAsync(int requests)
    {
        lock (_lock)
        {
            _nextKill = requests;
            _due = Signal(isSet: _requests >= requests);
            return _due.Task;
        }
    }

    private async Task WorkAsync(int end, Random random)
    {
        while (Volatile.Read(ref _requests) < end)
        {
            TrackedJob[] known = [.. _jobs.Where(job => job.Id is not null)];
            if (known.Length == 0 || random.Next(100) < 40)
            {
                await SubmitAsync(Invent(random));
            }
            else
            {
                await CommandAsync(known[random.Next(known.Length)], random.Next(100), random);
            }
        }
    }

    private static TrackedJob Invent(Random random)
    {
        string key = $"{random.NextInt64():x16}";
        if (random.Next(100) < 4)
        {
            return new TrackedJob(key, null);
        }

        JsonObject body = new() { ["type"] = "noop", ["steps"] = random.Next(1, 4), ["delay_seconds"] = random.Next(3) * 0.1 };
        if (random.Next(100) < 25)
        {
            body["fail"] = Failures[random.Next(Failures.Length)];
            if (random.Next(2) == 0)
            {
                body["fail_attempts"] = random.Next(1, 4);
            }
        }

        return new TrackedJob(key, body);
    }

    private Task SubmitAsync(TrackedJob job)
    {
        if (job.Id is null)
        {
            _jobs.Add(job);
        }

        return AskAsync(api => PostAsync(api, job), reply =>
        {
            if (reply.Status == HttpStatusCode.Conflict)
            {
                // A first try under this key is still being served, or died while it was.
                return;
            }

            job.Accepted(reply.Data(HttpStatusCode.Accepted)["id"]!.GetValue<string>());
        });
    }

    private static Task<ApiReply> PostAsync(KilnApi api, TrackedJob job) => job.Body is { } body
        ? api.SendAsync(HttpMethod.Post, "jobs", JsonContent.Create(body), ("Idempotency-Key", job.Key))
        : api.SendAsync(HttpMethod.Post, "conversions", KilnApi.Form("box.glb", SampleFiles.Box), ("Idempotency-Key", job.Key));

    private Task CommandAsync(TrackedJob job, int choice, Random random)
    {
        switch (choice)
        {
            case < 25:
                return SubmitAsync(job);
            case < 40:
                job.CancelAsked = true;
                return AskAsync(
                    api => api.SendAsync(HttpMethod.Post, $"jobs/{job.Id}/cancel"),
                    reply => job.Cancelled |= reply.Status == HttpStatusCode.OK && reply.Body["data"]!["status"]!.GetValue<string>() == "cancelled");
            case < 55:
                return AskAsync(api => api.SendAsync(HttpMethod.Post, $"jobs/{job.Id}/pause"));
            case < 70:
                return AskAsync(api => api.SendAsync(HttpMethod.Post, $"jobs/{job.Id}/resume"));
            case < 82:
                return AskAsync(api => api.SendAsync(HttpMethod.Post, $"jobs/{job.Id}/retry"), lost: () => LostRetries++);
            case < 88 when random.Next(2) == 0:
                job.DeleteAsked = true;
                return AskAsync(
                    api => api.SendAsync(HttpMethod.Delete, $"jobs/{job.Id}"),
                    reply => job.Deleted |= reply.Status == HttpStatusCode.NoContent);
            default:
                return AskAsync(api => api.GetAsync($"jobs/{job.Id}/events"));
        }
    }

    private async Task AskAsync(Func<KilnApi, Task<ApiReply>> ask, Action<ApiReply>? answered = null, Action? lost = null)
    {
        await Volatile.Read(ref _up).Task;
        ApiReply reply;
        try
        {
            reply = await ask(service.Api);
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or InvalidOperationException or OperationCanceledException)
        {
            // The service died on the way.
            lock (_lock)
            {
                lost?.Invoke();
            }

            return;
        }

        Assert.True((int)reply.Status < 500, $"HTTP {(int)reply.Status}: {System.Text.Encoding.UTF8.GetString(reply.Content)}\n{service.Log}");
        answered?.Invoke(reply);
        lock (_lock)
        {
            if (++_requests >= _nextKill)
            {
                _due.TrySetResult();
            }
        }
    }

    private static TaskCompletionSource Signal(bool isSet = false)
    {
        TaskCompletionSource signal = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (isSet)
        {
            signal.SetResult();
        }

        return signal;
    }
}
