using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Webhooks;

namespace Kiln.EndToEnd.Tests.Jobnik;

/// <summary>What happens to jobs of the surface reaches webhooks like the events of all others.</summary>
public sealed class WebhookTests
{
    private const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [OwnServiceFact]
    public async Task Every_event_of_a_job_with_its_stages_and_tasks_is_delivered_with_its_trace_also_over_a_kill()
    {
        await using var service = await JobnikService.StartAsync("--Kiln:Webhooks:AllowLoopback=true");
        await using var subscriber = new WebhookSubscriber();
        var endpoint = (await service.Api.PostJsonAsync("webhooks", new JsonObject { ["url"] = subscriber.Url })).Data(HttpStatusCode.Created);
        subscriber.Secret = endpoint["secret"]!.GetValue<string>();
        subscriber.Start();

        string job, stage;
        string[] tasks;
        using (var client = new JobnikClient(service.Api.Url))
        {
            (job, stage, tasks) = await client.CreateAsync("hooked", tasks: 2, attempts: 2, more: $$""","traceparent":"{{Trace}}" """);
            (await client.ReportAsync((await client.TakeAsync("hooked")).Task, "FAILED")).Body();
        }

        await service.KillAsync();
        await service.RestartAsync();
        using (var client = new JobnikClient(service.Api.Url))
        {
            await client.CompleteNextAsync("hooked");
            await client.CompleteNextAsync("hooked");
            Assert.Equal("COMPLETED: COMPLETED", await client.WordsAsync(job));
        }

        await subscriber.WaitUntilAsync(events => events.Any(item => (string?)item["type"] == "kiln.job.succeeded"));

        // A kill between a request and its note repeats it; the order of what is new holds all the same.
        JsonNode[] events = [.. subscriber.Events.DistinctBy(item => (string?)item["id"])];
        Assert.Equal(Enumerable.Range(1, events.Length).Select(number => (long)number), events.Select(item => item["data"]!["sequence"]!.GetValue<long>()));
        Assert.Equal(0, subscriber.Unverified);
        Assert.All(events, item => Assert.Equal((job, Trace), ((string?)item["subject"], (string?)item["traceparent"])));
        Assert.Equal(2, events.Count(item => (string?)item["type"] == "kiln.task.completed"));
        Assert.Single(events, item => (string?)item["type"] == "kiln.task.retried");
        Assert.Single(events, item => (string?)item["type"] == "kiln.stage.completed");
        Assert.Contains(events, item => item.ToJsonString().Contains(tasks[0], StringComparison.Ordinal));
        Assert.Contains(events, item => item.ToJsonString().Contains(stage, StringComparison.Ordinal));
    }
}
