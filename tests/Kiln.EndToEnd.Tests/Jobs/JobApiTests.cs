using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Jobs;

/// <summary>Reads and commands of the canonical jobs API.</summary>
[Collection(SharedServiceDefinition.Name)]
public sealed class JobApiTests(SharedService service)
{
    [Fact]
    public async Task Jobs_are_listed_by_every_filter_newest_first_in_pages_that_stay_where_they_are()
    {
        string mark = Guid.NewGuid().ToString("N");
        List<string> ids = [];
        for (int number = 0; number < 5; number++)
        {
            ids.Add(await SubmitAsync(new JsonObject { ["type"] = "noop", ["labels"] = Labels(mark), ["fail"] = number == 0 ? "VALIDATION_ERROR" : null }));
        }

        string held = await SubmitAsync(new JsonObject { ["type"] = "work", ["labels"] = Labels(mark), ["stages"] = Stages(waiting: false) });
        var ended = await Task.WhenAll(ids.Select(service.Api.WaitForJobEndAsync));
        string[] newest = [held, .. Enumerable.Reverse(ids)];
        string third = ended[2]["createdAt"]!.GetValue<string>();

        Assert.Equal(newest, await ListAsync($"label=mark:{mark}"));
        Assert.Equal(newest[1..5], await ListAsync($"label=mark:{mark}&status=succeeded"));
        Assert.Equal([newest[0], newest[5]], await ListAsync($"label=mark:{mark}&status=failed,queued"));
        Assert.Equal([held], await ListAsync($"label=mark:{mark}&type=work"));
        Assert.Equal(newest, await ListAsync($"label=mark:{mark}&surface=jobs"));
        Assert.Empty(await ListAsync($"label=mark:{mark}&surface=conversions"));
        Assert.Empty(await ListAsync($"label=mark:{mark}&batch={Guid.NewGuid()}"));
        Assert.Equal(newest[..4], await ListAsync($"label=mark:{mark}&createdAfter={third}"));
        Assert.Equal(newest[4..], await ListAsync($"label=mark:{mark}&createdBefore={third}"));

        // A job that comes while somebody turns the pages shifts none of them.
        var first = await service.Api.GetAsync($"jobs?label=mark:{mark}&limit=4");
        string late = await SubmitAsync(new JsonObject { ["type"] = "noop", ["labels"] = Labels(mark) });
        var second = await service.Api.GetAsync($"jobs?label=mark:{mark}&limit=4&cursor={Uri.EscapeDataString(first.Body["meta"]!["next"]!.GetValue<string>())}");
        Assert.Equal(newest, IdsOf(first).Concat(IdsOf(second)));
        Assert.Null(second.Body["meta"]!["next"]);
        await service.Api.WaitForJobEndAsync(late);

        foreach (string wrong in (string[])["status=lost", "limit=0", "limit=201", "createdAfter=yesterday", "label=mark", "cursor=nonsense"])
        {
            Assert.NotEmpty((await service.Api.GetAsync($"jobs?{wrong}")).Error(HttpStatusCode.UnprocessableEntity));
        }

        await service.Api.SendAsync(HttpMethod.Post, $"jobs/{held}/cancel");
    }

    [Fact]
    public async Task A_job_that_did_not_change_is_not_sent_again_and_a_command_to_another_version_is_refused()
    {
        string id = await SubmitAsync(new JsonObject { ["type"] = "work", ["stages"] = Stages(waiting: false) });
        var first = await service.Api.GetAsync($"jobs/{id}");
        string etag = first.Headers.ETag!.Tag;
        Assert.Equal(HttpStatusCode.NotModified, (await service.Api.GetAsync($"jobs/{id}", ("If-None-Match", etag))).Status);

        (await service.Api.SendAsync(HttpMethod.Post, $"jobs/{id}/pause", null, ("If-Match", etag))).Data(HttpStatusCode.OK);
        var second = await service.Api.GetAsync($"jobs/{id}", ("If-None-Match", etag));
        Assert.True(second.Data(HttpStatusCode.OK)["suspended"]!.GetValue<bool>());
        Assert.Equal("paused", (string?)second.Body["data"]!["waiting"]!["reason"]);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await service.Api.SendAsync(HttpMethod.Post, $"jobs/{id}/resume", null, ("If-Match", etag))).Status);
        (await service.Api.SendAsync(HttpMethod.Post, $"jobs/{id}/resume")).Data(HttpStatusCode.OK);
        (await service.Api.SendAsync(HttpMethod.Post, $"jobs/{id}/cancel")).Data(HttpStatusCode.OK);
        Assert.Equal("Cannot cancel a job that is cancelled", (await service.Api.SendAsync(HttpMethod.Post, $"jobs/{id}/cancel")).Error(HttpStatusCode.Conflict));
        Assert.Equal("Only failed jobs can be retried", (await service.Api.SendAsync(HttpMethod.Post, $"jobs/{id}/retry")).Error(HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task A_gate_holds_a_job_until_it_is_approved()
    {
        string id = await SubmitAsync(new JsonObject { ["type"] = "work", ["stages"] = Stages(waiting: true) });
        var held = (await service.Api.GetAsync($"jobs/{id}")).Data(HttpStatusCode.OK);
        Assert.Equal(("held", "review"), (held["status"]!.GetValue<string>(), (string?)held["waiting"]!["reason"]));

        var open = (await service.Api.SendAsync(HttpMethod.Post, $"jobs/{id}/approve")).Data(HttpStatusCode.OK);
        Assert.Equal(("queued", "worker"), (open["status"]!.GetValue<string>(), (string?)open["waiting"]!["reason"]));
        Assert.NotEmpty((await service.Api.SendAsync(HttpMethod.Post, $"jobs/{id}/approve")).Error(HttpStatusCode.Conflict));
        (await service.Api.SendAsync(HttpMethod.Post, $"jobs/{id}/cancel")).Data(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_long_poll_ends_with_the_news_and_a_stream_goes_on_where_it_broke_off()
    {
        string id = await SubmitAsync(new JsonObject { ["type"] = "work", ["stages"] = Stages(waiting: false) });
        long last = (await service.Api.GetAsync($"jobs/{id}/events")).Body["meta"]!["last"]!.GetValue<long>();
        Task<ApiReply> poll = service.Api.GetAsync($"jobs/{id}/events?after={last}&wait=20");
        (await service.Api.SendAsync(HttpMethod.Post, $"jobs/{id}/cancel")).Data(HttpStatusCode.OK);
        var news = await poll;
        Assert.Contains(news.Body["data"]!.AsArray(), item => (string?)item!["type"] == "job.cancelled");
        Assert.True(news.Body["meta"]!["terminal"]!.GetValue<bool>());

        var stream = await service.Api.GetAsync(
            $"jobs/{id}/events", ("Accept", "text/event-stream"), ("Last-Event-ID", last.ToString(CultureInfo.InvariantCulture)));
        string[] lines = System.Text.Encoding.UTF8.GetString(stream.Content).Split('\n');
        Assert.Equal(news.Body["data"]!.AsArray().Select(item => $"id: {item!["sequence"]}"), lines.Where(line => line.StartsWith("id: ", StringComparison.Ordinal)));
        long end = news.Body["meta"]!["last"]!.GetValue<long>();
        stream = await service.Api.GetAsync(
            $"jobs/{id}/events", ("Accept", "text/event-stream"), ("Last-Event-ID", end.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal(HttpStatusCode.NoContent, stream.Status);
    }

    [Fact]
    public async Task One_key_sent_many_times_at_once_makes_one_job()
    {
        string mark = Guid.NewGuid().ToString("N");
        JsonObject body = new() { ["type"] = "noop", ["labels"] = Labels(mark) };
        ApiReply[] replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ =>
            service.Api.PostJsonAsync("jobs", body.DeepClone(), ("Idempotency-Key", mark))));

        string id = Assert.Single(await ListAsync($"label=mark:{mark}"));
        Assert.All(replies, reply =>
        {
            if (reply.Status == HttpStatusCode.Conflict)
            {
                Assert.Equal("IDEMPOTENCY_IN_FLIGHT", (string?)reply.Body["code"]);
                Assert.Equal("1", Assert.Single(reply.Headers.GetValues("Retry-After")));
            }
            else
            {
                Assert.Equal(id, reply.Data(HttpStatusCode.Accepted)["id"]!.GetValue<string>());
            }
        });
        Assert.Equal("true", Assert.Single((await service.Api.PostJsonAsync("jobs", body.DeepClone(), ("Idempotency-Key", mark))).Headers.GetValues("Idempotency-Replayed")));
        body["steps"] = 2;
        var other = await service.Api.PostJsonAsync("jobs", body, ("Idempotency-Key", mark));
        Assert.NotEmpty(other.Error(HttpStatusCode.UnprocessableEntity));
        Assert.Equal("IDEMPOTENCY_KEY_REUSED", (string?)other.Body["code"]);
    }

    private static JsonObject Labels(string mark) => new() { ["mark"] = mark };

    private static JsonArray Stages(bool waiting) =>
        new(new JsonObject { ["type"] = "untaken", ["waiting"] = waiting, ["tasks"] = new JsonArray(new JsonObject()) });

    private static IEnumerable<string> IdsOf(ApiReply page) => page.Data(HttpStatusCode.OK).AsArray().Select(item => item!["id"]!.GetValue<string>());

    private Task<string> SubmitAsync(JsonObject body) => service.Api.SubmitJobAsync(body);

    private async Task<string[]> ListAsync(string query) => [.. IdsOf(await service.Api.GetAsync($"jobs?limit=200&{query}"))];
}
