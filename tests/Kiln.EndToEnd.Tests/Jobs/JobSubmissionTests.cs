using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Models;

namespace Kiln.EndToEnd.Tests.Jobs;

/// <summary><c>POST /api/jobs</c> for every type.</summary>
[Collection(SharedServiceDefinition.Name)]
public sealed class JobSubmissionTests(SharedService service)
{
    [Fact]
    public async Task A_noop_job_goes_all_the_way_and_costs_nothing()
    {
        long credits = await service.Api.CreditsAsync();
        var reply = await service.Api.PostJsonAsync("jobs", new JsonObject
        {
            ["type"] = "noop",
            ["name"] = "smoke test",
            ["steps"] = 3,
            ["priority"] = 70,
            ["labels"] = new JsonObject { ["purpose"] = "smoke" },
        });

        var accepted = reply.Data(HttpStatusCode.Accepted);
        string id = accepted["id"]!.GetValue<string>();
        Assert.EndsWith($"/api/jobs/{id}", reply.Headers.Location!.ToString(), StringComparison.Ordinal);
        var job = await service.Api.WaitForJobEndAsync(id);
        Assert.Equal("succeeded", job["status"]!.GetValue<string>());
        Assert.Equal(("noop", "jobs", "smoke test", 70), (Text(job, "type"), Text(job, "surface"), Text(job, "name"), job["priority"]!.GetValue<int>()));
        Assert.Equal(3, job["parameters"]!["steps"]!.GetValue<int>());
        Assert.Equal("smoke", job["labels"]!["purpose"]!.GetValue<string>());
        Assert.Equal(3, (await service.Api.GetAsync($"jobs/{id}/stages")).Body["data"]!.AsArray().Count);
        Assert.Equal(credits, await service.Api.CreditsAsync());
    }

    [Fact]
    public async Task A_noop_job_fails_as_it_was_told_to()
    {
        string id = await service.Api.SubmitJobAsync(new JsonObject { ["type"] = "noop", ["steps"] = 2, ["fail"] = "VALIDATION_ERROR" });

        var job = await service.Api.WaitForJobEndAsync(id);

        Assert.Equal("failed", job["status"]!.GetValue<string>());
        Assert.Equal("VALIDATION_ERROR", job["failure"]!["code"]!.GetValue<string>());
        var stages = (await service.Api.GetAsync($"jobs/{id}/stages")).Body["data"]!.AsArray();
        Assert.Equal(["completed", "failed"], stages.Select(stage => Text(stage!, "status")));
    }

    [Fact]
    public async Task A_delayed_noop_job_can_be_cancelled_while_it_runs()
    {
        string id = await service.Api.SubmitJobAsync(new JsonObject { ["type"] = "noop", ["delay_seconds"] = 600 });
        await service.Api.GetAsync($"jobs/{id}/events?after=3&wait=20");

        await service.Api.SendAsync(HttpMethod.Post, $"jobs/{id}/cancel");

        Assert.Equal("cancelled", Text(await service.Api.WaitForJobEndAsync(id), "status"));
    }

    [Fact]
    public async Task An_attempt_that_takes_longer_than_it_may_is_stopped_and_ends_the_job()
    {
        string id = await service.Api.SubmitJobAsync(new JsonObject { ["type"] = "noop", ["delay_seconds"] = 600, ["attempt_timeout_seconds"] = 1 });

        var job = await service.Api.WaitForJobEndAsync(id);

        Assert.Equal(("failed", "TIMEOUT"), (Text(job, "status"), Text(job["failure"]!, "code")));
        Assert.Contains("longer than it may", Text(job["failure"]!, "message"), StringComparison.Ordinal);
        var log = (await service.Api.GetAsync($"jobs/{id}/events")).Body["data"]!.AsArray();
        Assert.Single(log, item => (string?)item!["type"] == "task.claimed");
    }

    [Fact]
    public async Task A_conversion_comes_of_an_upload_and_is_one_on_its_own_surface_too()
    {
        string uploadId = await service.Api.UploadAsync("box.glb", SampleFiles.Box);

        string id = await service.Api.SubmitJobAsync(new JsonObject
        {
            ["type"] = "glb_to_simready",
            ["upload_id"] = uploadId,
            ["mass_kg"] = 2.5,
            ["priority"] = 60,
        });

        var conversion = await service.Api.WaitForCompletionAsync(id);
        Assert.Equal("box.glb", Text(conversion, "filename"));
        Assert.Equal(2.5, conversion["parameters"]!["mass_kg"]!.GetValue<double>());
        Assert.Equal(60, (await service.Api.GetAsync($"jobs/{id}")).Data(HttpStatusCode.OK)["priority"]!.GetValue<int>());
        Assert.Equal(HttpStatusCode.OK, (await service.Api.GetAsync($"conversions/{id}/result")).Status);
    }

    [Fact]
    public async Task A_job_for_workers_waits_for_one()
    {
        string id = await service.Api.SubmitJobAsync(new JsonObject
        {
            ["type"] = "work",
            ["stages"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "render",
                    ["max_attempts"] = 5,
                    ["retry"] = new JsonObject { ["first_delay_seconds"] = 1 },
                    ["tasks"] = new JsonArray(new JsonObject { ["data"] = "frame 1" }, new JsonObject { ["id"] = "second", ["max_attempts"] = 1 }),
                },
                new JsonObject { ["id"] = "review", ["type"] = "look", ["waiting"] = true }),
        });

        var job = (await service.Api.GetAsync($"jobs/{id}")).Data(HttpStatusCode.OK);
        Assert.Equal(("queued", "worker"), (Text(job, "status"), Text(job["waiting"]!, "reason")));
        var stages = (await service.Api.GetAsync($"jobs/{id}/stages")).Body["data"]!.AsArray();
        Assert.Equal(["stage-1", "review"], stages.Select(stage => Text(stage!, "id")));
        Assert.Equal(["stage-1-task-1", "second"], stages[0]!["tasks"]!.AsArray().Select(task => Text(task!, "id")));
        Assert.Equal([5, 1], stages[0]!["tasks"]!.AsArray().Select(task => task!["maxAttempts"]!.GetValue<int>()));
        await service.Api.SendAsync(HttpMethod.Post, $"jobs/{id}/cancel");
    }

    [Fact]
    public async Task A_job_that_is_not_sealed_takes_stages_and_tasks_until_it_is()
    {
        string id = await service.Api.SubmitJobAsync(new JsonObject { ["type"] = "work", ["sealed"] = false });
        JsonObject Stage(string type) => new() { ["type"] = type, ["tasks"] = new JsonArray(new JsonObject { ["id"] = $"{type}-1" }) };

        var first = await service.Api.PostJsonAsync($"jobs/{id}/stages", Stage("a"), ("Idempotency-Key", "first"));
        var again = await service.Api.PostJsonAsync($"jobs/{id}/stages", Stage("a"), ("Idempotency-Key", "first"));
        var clash = await service.Api.PostJsonAsync($"jobs/{id}/stages", Stage("a"));
        string stage = Text(first.Data(HttpStatusCode.Created), "id");
        JsonObject more = new() { ["tasks"] = new JsonArray(new JsonObject(), new JsonObject { ["data"] = 7 }) };
        var added = await service.Api.PostJsonAsync($"jobs/{id}/stages/{stage}/tasks", more);
        var unsealed = (await service.Api.GetAsync($"jobs/{id}")).Data(HttpStatusCode.OK);
        (await service.Api.SendAsync(HttpMethod.Post, $"jobs/{id}/seal")).Data(HttpStatusCode.OK);
        var late = await service.Api.PostJsonAsync($"jobs/{id}/stages", Stage("b"));

        Assert.Equal(stage, Text(again.Data(HttpStatusCode.Created), "id"));
        Assert.Equal("The job has a task 'a-1' already", clash.Error(HttpStatusCode.Conflict));
        Assert.Equal(3, added.Data(HttpStatusCode.Created)["tasks"]!.AsArray().Count);
        Assert.Equal("queued", Text(unsealed, "status"));
        Assert.Equal("The job is sealed: it takes no more stages", late.Error(HttpStatusCode.Conflict));
        Assert.Single((await service.Api.GetAsync($"jobs/{id}/stages")).Body["data"]!.AsArray());
        await service.Api.SendAsync(HttpMethod.Post, $"jobs/{id}/cancel");
    }

    [Fact]
    public async Task An_idempotency_key_makes_one_job()
    {
        string key = Guid.NewGuid().ToString();
        JsonObject Body(int steps) => new() { ["type"] = "noop", ["steps"] = steps };

        var first = await service.Api.PostJsonAsync("jobs", Body(1), ("Idempotency-Key", key));
        var again = await service.Api.PostJsonAsync("jobs", Body(1), ("Idempotency-Key", key));
        var other = await service.Api.PostJsonAsync("jobs", Body(2), ("Idempotency-Key", key));

        Assert.Equal(Text(first.Data(HttpStatusCode.Accepted), "id"), Text(again.Data(HttpStatusCode.Accepted), "id"));
        Assert.Equal("true", Assert.Single(again.Headers.GetValues("Idempotency-Replayed")));
        Assert.NotEmpty(other.Error(HttpStatusCode.UnprocessableEntity));
    }

    [Theory]
    [InlineData("{}", "type")]
    [InlineData("""{"type":7}""", "type")]
    [InlineData("""{"type":"alchemy"}""", "type")]
    [InlineData("""{"type":"noop","steps":0}""", "steps")]
    [InlineData("""{"type":"noop","colour":"red"}""", "colour")]
    [InlineData("""{"type":"noop","steps":1,"steps":2}""", "steps")]
    [InlineData("""{"type":"noop","timeout_seconds":1}""", "timeout_seconds")]
    [InlineData("""{"type":"noop","callback_url":"ftp://x"}""", "callback_url")]
    [InlineData("""{"type":"noop","labels":{"a":1}}""", "labels")]
    [InlineData("""{"type":"noop","priority":101}""", "priority")]
    [InlineData("""{"type":"noop","fail":"BECAUSE"}""", "fail")]
    [InlineData("""{"type":"glb_to_simready"}""", "upload_id")]
    [InlineData("""{"type":"glb_to_simready","upload_id":"x","mass_kg":-1}""", "mass_kg")]
    [InlineData("""{"type":"glb_to_simready","upload_id":"x","name":"y"}""", "name")]
    [InlineData("""{"type":"work"}""", "stages")]
    [InlineData("""{"type":"work","stages":[{"type":"a"},{}]}""", "stages[1].type")]
    [InlineData("""{"type":"work","stages":[{"type":"a","tasks":[{"max_attempts":0}]}]}""", "stages[0].tasks[0].max_attempts")]
    [InlineData("""{"type":"work","stages":[{"type":"a","retry":{"factor":0}}]}""", "stages[0].retry.factor")]
    [InlineData("""{"type":"work","stages":[{"type":"a","id":"a/b"}]}""", "stages[0].id")]
    [InlineData("""{"type":"work","stages":[{"type":"a","id":"x"},{"type":"b","id":"x"}]}""", "stages")]
    public async Task What_is_wrong_is_named_and_makes_no_job(string body, string field)
    {
        var reply = await service.Api.SendAsync(HttpMethod.Post, "jobs", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.NotEmpty(reply.Error(HttpStatusCode.UnprocessableEntity));
        Assert.Equal(field, Text(Assert.Single(reply.Body["errors"]!.AsArray())!, "field"));
    }

    [Fact]
    public async Task An_unknown_upload_is_not_found()
    {
        var reply = await service.Api.PostJsonAsync("jobs", new JsonObject
        {
            ["type"] = "glb_to_simready",
            ["upload_id"] = "0195a3c0-7b1e-7c44-9d0a-2f6f0c1d9e11",
        });

        Assert.Equal("Upload not found", reply.Error(HttpStatusCode.NotFound));
    }

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
