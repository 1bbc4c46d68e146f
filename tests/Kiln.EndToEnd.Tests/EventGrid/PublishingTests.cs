using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Models;

namespace Kiln.EndToEnd.Tests.EventGrid;

/// <summary>The events of jobs reach an Event Grid topic, whatever is killed on the way.</summary>
public sealed class PublishingTests
{
    [OwnServiceFact]
    public async Task A_topic_gets_every_event_of_a_job_though_the_service_is_killed_and_the_topic_refuses()
    {
        await using var topic = new TopicServer();
        topic.RefuseWith(500);
        topic.Start();
        await using var service = await KilnService.StartAsync(
            "--Kiln:Webhooks:AllowLoopback=true", $"--Kiln:EventGrid:TopicEndpoint={topic.Url}", $"--Kiln:EventGrid:TopicKey={TopicServer.Key}");
        string id = await service.Api.SubmitForIdAsync("parts.glb", SampleFiles.TwoParts);
        await service.KillAsync();
        await service.RestartAsync();
        await topic.WaitUntilAsync(events => events.Count >= 3);
        await service.KillAsync();
        await service.RestartAsync();
        await service.Api.WaitForCompletionAsync(id);
        await topic.WaitUntilAsync(events => events.Any(item => (string?)item["type"] == "kiln.credits.charged"));

        long[] first = [.. topic.Events.Select(SequenceOf).Distinct()];
        Assert.Equal(Enumerable.Range(1, first.Length).Select(number => (long)number), first);
        Assert.Equal(0, topic.Malformed);
        Assert.All(topic.Events, item => Assert.Equal($"{id}/{SequenceOf(item)}", (string?)item["id"]));
        Assert.DoesNotContain(topic.Events, item => item.ToJsonString().Contains("sig=", StringComparison.Ordinal));
    }

    private static long SequenceOf(JsonNode item) => item["data"]!["sequence"]!.GetValue<long>();
}
