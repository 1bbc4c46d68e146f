using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Models;

namespace Kiln.EndToEnd.Tests.Conversions;

[Collection(SharedServiceDefinition.Name)]
public sealed class EventTests(SharedService service)
{
    [Fact]
    public async Task The_log_is_gapless_ends_with_the_outcome_and_keeps_nothing_secret()
    {
        string id = await service.Api.SubmitForIdAsync("parts.glb", SampleFiles.TwoParts);
        await service.Api.WaitForCompletionAsync(id);

        var log = (await service.Api.GetAsync($"conversions/{id}/events")).Body;

        var events = log["data"]!.AsArray();
        Assert.Equal(Enumerable.Range(1, events.Count).Select(number => (long)number), events.Select(Sequence));
        Assert.Equal("job.created", events[0]!["type"]!.GetValue<string>());
        Assert.Contains(events, item => item!["type"]!.GetValue<string>() == "job.succeeded");
        Assert.True(log["meta"]!["terminal"]!.GetValue<bool>());
        Assert.Equal(events.Count, log["meta"]!["last"]!.GetValue<long>());
        Assert.DoesNotContain("sig=", log.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("/content/", log.ToJsonString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Long_polls_from_where_one_stopped_miss_nothing()
    {
        string id = await service.Api.SubmitForIdAsync("parts.glb", SampleFiles.TwoParts);
        var seen = new List<long>();
        int progress = 0;
        bool terminal = false;
        while (!terminal)
        {
            long after = seen.LastOrDefault();
            var log = (await service.Api.GetAsync($"conversions/{id}/events?after={after}&wait=20")).Body;
            seen.AddRange(log["data"]!.AsArray().Select(Sequence));
            terminal = log["meta"]!["terminal"]!.GetValue<bool>();
            int now = (await service.Api.ReadAsync(id))["progress"]!.GetValue<int>();
            Assert.True(now >= progress, $"Progress fell from {progress} to {now}");
            progress = now;
        }

        Assert.Equal(Enumerable.Range(1, seen.Count).Select(number => (long)number), seen);
        Assert.Equal(100, progress);
    }

    [Fact]
    public async Task A_stream_resumes_after_the_last_event_and_closes_at_the_end()
    {
        string id = await service.Api.SubmitForIdAsync("box.glb", SampleFiles.Box);

        var stream = await service.Api.GetAsync($"conversions/{id}/events", ("Accept", "text/event-stream"));
        var rest = await service.Api.GetAsync(
            $"conversions/{id}/events", ("Accept", "text/event-stream"), ("Last-Event-ID", "2"));

        Assert.Equal("text/event-stream", stream.ContentHeaders.ContentType!.MediaType);
        long[] all = Ids(stream);
        Assert.Equal(Enumerable.Range(1, all.Length).Select(number => (long)number), all);
        Assert.Equal(all.Skip(2), Ids(rest));
    }

    [Theory]
    [InlineData("after=-1")]
    [InlineData("after=x")]
    [InlineData("wait=21")]
    [InlineData("wait=-1")]
    public async Task A_wrong_query_is_refused(string query)
    {
        string id = await service.Api.SubmitForIdAsync("box.glb", SampleFiles.Box);

        var reply = await service.Api.GetAsync($"conversions/{id}/events?{query}");

        Assert.NotEmpty(reply.Error(HttpStatusCode.UnprocessableEntity));
    }

    private static long Sequence(JsonNode? item) => item!["sequence"]!.GetValue<long>();

    private static long[] Ids(ApiReply stream) =>
        [.. System.Text.Encoding.UTF8.GetString(stream.Content).Split('\n')
            .Where(line => line.StartsWith("id:", StringComparison.Ordinal))
            .Select(line => long.Parse(line.AsSpan(3), System.Globalization.CultureInfo.InvariantCulture))];
}
