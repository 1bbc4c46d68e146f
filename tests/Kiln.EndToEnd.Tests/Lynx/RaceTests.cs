using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace Kiln.EndToEnd.Tests.Lynx;

/// <summary>Ends of one run that race each other over HTTP: one of them is recorded, and its batch ends once.</summary>
[Collection(LynxDefinition.Name)]
public sealed class RaceTests(LynxService service, ITestOutputHelper output)
{
    private const int Rounds = 8;

    private static readonly string[] Ends = ["job.succeeded", "job.failed", "job.timed_out", "job.cancelled"];

    private readonly string _type = $"t-{Guid.NewGuid():N}";

    private LynxApi User => service.User;

    [OwnServiceTheory]
    [InlineData("cancel")]
    [InlineData("samples")]
    [InlineData("fail")]
    [InlineData("removal")]
    public async Task Of_a_complete_and_another_end_one_counts(string other)
    {
        string batch = await User.SubmitAsync(Studies.Example(runs: Rounds, type: _type).With("compute.max_retries", 0));
        for (int round = 0; round < Rounds; round++)
        {
            using TestRunner runner = await TestRunner.RegisterAsync(User, _type);
            JsonNode run = await runner.BeginAsync();
            string id = run.Text("job_id");
            Func<Task<ApiReply>> complete = () => runner.CompleteAsync(run);
            Func<Task<ApiReply>> rival = () => other switch
            {
                "cancel" => User.PostAsync($"jobs/{id}/cancel"),
                "samples" => runner.SendSamplesAsync(run, 0, (1, -1)),
                "fail" => runner.FailAsync(run),
                _ => User.SendAsync(HttpMethod.Delete, $"runners/{runner.Id}?force=true"),
            };

            // Either of them is sent first by turns.
            (Func<Task<ApiReply>> first, Func<Task<ApiReply>> second) = round % 2 == 0 ? (complete, rival) : (rival, complete);
            Task<ApiReply> sent = first();
            Task<ApiReply> after = second();
            ApiReply[] replies = [await sent, await after];
            await CheckAsync(run, completed: replies[round % 2].Status == HttpStatusCode.OK);
        }

        await CheckBatchAsync(batch);
    }

    /// <summary>
    /// Reports spread over the time in which the service ends the runs by itself: some come before, some after, and some at the moment.
    /// </summary>
    [OwnServiceTheory]
    [InlineData("deadline")]
    [InlineData("lease")]
    public async Task Of_a_complete_and_an_end_by_the_clock_one_counts(string clock)
    {
        const int runs = 40;
        JsonNode study = Studies.Example(runs, type: _type).With("compute.max_retries", 0).With("compute.container.cpu_request", "100m")
            .With("compute.container.memory_request", "100M");
        string batch = await User.SubmitAsync(clock == "deadline" ? study.With("compute.job_timeout_seconds", 2) : study);
        await User.JobsAsync(batch);
        using TestRunner runner = await TestRunner.RegisterAsync(User, _type, runs);
        (JsonNode Run, DateTimeOffset End)[] begun = await Task.WhenAll((await runner.ClaimAsync(most: runs)).Select(async run =>
        {
            JsonNode started = (await runner.ReportAsync(run, "start")).Must(HttpStatusCode.OK);
            return (run, started[clock == "deadline" ? "deadline" : "lease_expires_at"]!.GetValue<DateTimeOffset>());
        }));

        // A deadline is exact; the end of a lease is found within a second.
        TimeSpan spread = clock == "deadline" ? TimeSpan.FromMilliseconds(400) : TimeSpan.FromMilliseconds(1400);
        bool[] completed = await Task.WhenAll(begun.Select(async (one, index) =>
        {
            await ReachAsync(one.End + (spread * ((double)index / runs)) - TimeSpan.FromMilliseconds(200));
            ApiReply reply = await runner.CompleteAsync(one.Run);
            Assert.True(reply.Status is HttpStatusCode.OK or HttpStatusCode.Conflict, $"HTTP {(int)reply.Status}");
            return reply.Status == HttpStatusCode.OK;
        }));
        output.WriteLine($"{completed.Count(one => one)} of {runs} completed");
        await CheckBatchAsync(batch);
        foreach ((int index, (JsonNode run, _)) in begun.Index())
        {
            await CheckAsync(run, completed[index]);
        }
    }

    /// <summary>Waits until the calendar has reached a time.</summary>
    private static async Task ReachAsync(DateTimeOffset time)
    {
        using PeriodicTimer tick = new(TimeSpan.FromMilliseconds(2));
        while (DateTimeOffset.UtcNow < time)
        {
            await tick.WaitForNextTickAsync();
        }
    }

    private async Task CheckAsync(JsonNode run, bool completed)
    {
        JsonNode job = await User.ReadAsync($"jobs/{run.Text("job_id")}");
        Assert.Equal(completed, job.Text("status") == "Completed");
        JsonNode log = (await service.Service.Api.GetAsync($"jobs/{run.Text("job_id")}/events")).Body;
        int ends = log["data"]!.AsArray().Count(change => Ends.Contains(change!.Text("type")));
        Assert.Equal(job["completed_at"] is null ? 0 : 1, ends);
    }

    /// <summary>Waits for the end of the batch, which must have been told once.</summary>
    private async Task CheckBatchAsync(string batch)
    {
        JsonNode ended = await User.WaitAsync($"batches/{batch}", one => one["batch"]!["completed_at"] is not null);
        Assert.Equal(ended["batch"]!.Int("total_jobs"), ended["jobs_by_status"]!.AsObject().Sum(entry => entry.Value!.GetValue<int>()));
        JsonNode log = (await service.Service.Api.GetAsync($"batches/{batch}/events")).Body;
        Assert.Single(log["data"]!.AsArray(), change => change!.Text("type") == "batch.completed");
    }
}
