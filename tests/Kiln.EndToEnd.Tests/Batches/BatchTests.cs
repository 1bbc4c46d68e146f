using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Jobs;
using Kiln.EndToEnd.Tests.Models;

namespace Kiln.EndToEnd.Tests.Batches;

/// <summary><c>/api/batches</c>, on a service that holds other things too.</summary>
[Collection(SharedServiceDefinition.Name)]
public sealed class BatchTests(SharedService service)
{
    private const string Unknown = "0195a3c0-7b1e-7c44-9d0a-2f6f00000000";

    [Fact]
    public async Task Every_item_becomes_a_job_and_the_batch_ends_with_the_last()
    {
        var body = BatchesApi.Noops(250, new JsonObject { ["labels"] = new JsonObject { ["k"] = "v" } });
        body["name"] = "sweep";
        body["priority"] = 30;
        body["labels"] = new JsonObject { ["study"] = "a" };
        body["items"]![17]!["priority"] = 90;

        var reply = await service.Api.PostJsonAsync("batches", body);

        var accepted = reply.Data(HttpStatusCode.Accepted);
        string id = Text(accepted, "id");
        Assert.EndsWith($"/api/batches/{id}", reply.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(("noop", "jobs", "sweep", 250), (Text(accepted, "type"), Text(accepted, "surface"), Text(accepted, "name"), Number(accepted, "total")));
        var batch = await service.Api.WaitForBatchEndAsync(id);
        Assert.Equal(("completed", 100, 250), (Text(batch, "status"), Number(batch, "progress"), Number(batch["counts"]!, "succeeded")));
        Assert.Null(batch["estimatedMinutesLeft"]);
        var jobs = await service.Api.ListBatchJobsAsync(id);
        Assert.Equal(Enumerable.Range(0, 250).Select(index => $"job {index}"), jobs.Select(job => Text(job, "name")));
        Assert.All(jobs, job => Assert.Equal((id, "v"), (Text(job, "batchId"), Text(job["labels"]!, "k"))));
        Assert.Equal([30, 90], jobs.Skip(16).Take(2).Select(job => Number(job, "priority")));
        Assert.Equal(250, (await service.Api.ListBatchJobsAsync(id, "&status=succeeded")).Count);
        Assert.Empty(await service.Api.ListBatchJobsAsync(id, "&status=failed,running"));
        var listed = (await service.Api.GetAsync("batches?label=study:a&status=completed&name=sweep")).Body["data"]!.AsArray();
        Assert.Contains(listed, item => Text(item!, "id") == id);
    }

    [Fact]
    public async Task Some_may_fail_without_the_others_and_a_retry_opens_the_batch_again()
    {
        var body = BatchesApi.Noops(5);
        body["items"]![2]!["fail"] = "PROCESSING_FAILED";

        string id = await service.Api.SubmitBatchAsync(body);

        var batch = await service.Api.WaitForBatchEndAsync(id);
        Assert.Equal(("completed", 4, 1), (Text(batch, "status"), Number(batch["counts"]!, "succeeded"), Number(batch["counts"]!, "failed")));
        var failed = Assert.Single(await service.Api.ListBatchJobsAsync(id, "&status=failed"));
        Assert.Equal("job 2", Text(failed, "name"));
        string completed = Text(batch, "completedAt");
        (await service.Api.SendAsync(HttpMethod.Post, $"jobs/{Text(failed, "id")}/retry")).Data(HttpStatusCode.Accepted);
        var again = await service.Api.WaitForBatchAsync(id, now => now["completedAt"] is { } end && end.GetValue<string>() != completed);
        Assert.Equal((4, 1), (Number(again["counts"]!, "succeeded"), Number(again["counts"]!, "failed")));
    }

    [Fact]
    public async Task The_log_of_a_batch_is_read_by_page_long_poll_and_stream()
    {
        string id = await service.Api.SubmitBatchAsync(BatchesApi.Noops(3));
        List<string> types = [];
        bool terminal = false;
        while (!terminal)
        {
            JsonNode page = (await service.Api.GetAsync($"batches/{id}/events?after={types.Count}&wait=20")).Body;
            types.AddRange(page["data"]!.AsArray().Select(item => item!["type"]!.GetValue<string>()));
            Assert.Equal(types.Count, page["meta"]!["last"]!.GetValue<int>());
            terminal = page["meta"]!["terminal"]!.GetValue<bool>();
        }

        Assert.Equal(["batch.created", "batch.completed"], types);
        JsonNode completed = (await service.Api.GetAsync($"batches/{id}/events?after=1")).Body["data"]![0]!;
        Assert.Equal(
            """{"status":"completed","total":3,"succeeded":3,"failed":0,"timed_out":0,"cancelled":0}""", completed["data"]!.ToJsonString());
        var stream = await service.Api.GetAsync($"batches/{id}/events", ("Accept", "text/event-stream"));
        Assert.Contains("event: batch.completed\n", System.Text.Encoding.UTF8.GetString(stream.Content), StringComparison.Ordinal);
        var rest = await service.Api.GetAsync($"batches/{id}/events", ("Accept", "text/event-stream"), ("Last-Event-ID", "2"));
        Assert.Equal(HttpStatusCode.NoContent, rest.Status);
    }

    [Fact]
    public async Task A_cancel_ends_what_waits_at_once_and_what_runs_soon()
    {
        string id = await service.Api.SubmitBatchAsync(BatchesApi.Noops(300, new JsonObject { ["delay_seconds"] = 600 }));
        await service.Api.WaitForBatchAsync(id, batch => Number(batch["counts"]!, "running") > 0);

        var reply = await service.Api.SendAsync(HttpMethod.Post, $"batches/{id}/cancel");

        Assert.True(reply.Data(HttpStatusCode.Accepted)["cancelRequested"]!.GetValue<bool>());
        (await service.Api.SendAsync(HttpMethod.Post, $"batches/{id}/cancel")).Data(HttpStatusCode.Accepted);
        var batch = await service.Api.WaitForBatchEndAsync(id);
        Assert.Equal(("cancelled", 300), (Text(batch, "status"), Number(batch["counts"]!, "cancelled")));
        Assert.NotEmpty((await service.Api.SendAsync(HttpMethod.Post, $"batches/{id}/cancel")).Data(HttpStatusCode.Accepted)["id"]!.GetValue<string>());
        var jobs = await service.Api.ListBatchJobsAsync(id);
        Assert.All(jobs, job => Assert.Equal("cancelled", Text(job, "status")));
    }

    [Fact]
    public async Task An_ended_batch_cannot_be_cancelled_and_is_deleted_with_its_jobs_and_not_without()
    {
        string id = await service.Api.SubmitBatchAsync(BatchesApi.Noops(1, new JsonObject { ["delay_seconds"] = 1 }));
        Assert.NotEmpty((await service.Api.SendAsync(HttpMethod.Delete, $"batches/{id}")).Error(HttpStatusCode.Conflict));
        await service.Api.WaitForBatchEndAsync(id);
        string job = Text((await service.Api.ListBatchJobsAsync(id))[0], "id");

        Assert.NotEmpty((await service.Api.SendAsync(HttpMethod.Post, $"batches/{id}/cancel")).Error(HttpStatusCode.Conflict));
        Assert.NotEmpty((await service.Api.SendAsync(HttpMethod.Delete, $"jobs/{job}")).Error(HttpStatusCode.Conflict));
        Assert.Equal(HttpStatusCode.NoContent, (await service.Api.SendAsync(HttpMethod.Delete, $"batches/{id}")).Status);
        Assert.NotEmpty((await service.Api.GetAsync($"batches/{id}")).Error(HttpStatusCode.NotFound));
        await service.Api.WaitForAsync($"jobs/{job}", reply => reply.Status == HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Many_conversions_are_one_submission_and_one_that_cannot_be_made_fails_alone()
    {
        string box = await service.Api.UploadAsync("box.glb", SampleFiles.Box);
        string open = await service.Api.UploadAsync("broken.glb", Encoding.ASCII.GetBytes("this is no model at all"));
        long credits = await service.Api.CreditsAsync();

        string id = await service.Api.SubmitBatchAsync(new JsonObject
        {
            ["type"] = "glb_to_simready",
            ["defaults"] = new JsonObject { ["mass_kg"] = 3 },
            ["items"] = new JsonArray(
                new JsonObject { ["upload_id"] = box },
                new JsonObject { ["upload_id"] = open },
                new JsonObject { ["upload_id"] = box, ["mass_kg"] = 7 }),
        });

        var batch = await service.Api.WaitForBatchEndAsync(id);
        Assert.Equal(("completed", 2, 1), (Text(batch, "status"), Number(batch["counts"]!, "succeeded"), Number(batch["counts"]!, "failed")));
        var jobs = await service.Api.ListBatchJobsAsync(id);
        Assert.Equal(["succeeded", "failed", "succeeded"], jobs.Select(job => Text(job, "status")));
        Assert.Equal("VALIDATION_ERROR", Text(jobs[1]["failure"]!, "code"));
        var conversion = await service.Api.ReadAsync(Text(jobs[2], "id"));
        Assert.Equal((7, id), (conversion["parameters"]!["mass_kg"]!.GetValue<double>(), Text(conversion, "batch_id")));
        await service.Api.WaitForRefundAsync(Text(jobs[1], "id"));
        await AssertResultsAsync(id);
        Assert.Equal(credits - 2, await service.Api.CreditsAsync());
    }

    [Fact]
    public async Task An_idempotency_key_makes_one_batch()
    {
        string key = Guid.NewGuid().ToString();
        var first = await service.Api.PostJsonAsync("batches", BatchesApi.Noops(3), ("Idempotency-Key", key));
        var again = await service.Api.PostJsonAsync("batches", BatchesApi.Noops(3), ("Idempotency-Key", key));
        var other = await service.Api.PostJsonAsync("batches", BatchesApi.Noops(4), ("Idempotency-Key", key));

        Assert.Equal(Text(first.Data(HttpStatusCode.Accepted), "id"), Text(again.Data(HttpStatusCode.Accepted), "id"));
        Assert.Equal("true", Assert.Single(again.Headers.GetValues("Idempotency-Replayed")));
        Assert.NotEmpty(other.Error(HttpStatusCode.UnprocessableEntity));
    }

    [Theory]
    [InlineData("""{"type":"noop"}""", "items")]
    [InlineData("""{"type":"noop","items":[]}""", "items")]
    [InlineData("""{"type":"noop","items":{}}""", "items")]
    [InlineData("""{"type":"none","items":[{}]}""", "type")]
    [InlineData("""{"items":[{}]}""", "type")]
    [InlineData("""{"type":"noop","items":[{},{},{"steps":0}]}""", "items[2].steps")]
    [InlineData("""{"type":"noop","items":[{},7]}""", "items[1]")]
    [InlineData("""{"type":"noop","items":[{"colour":1}]}""", "items[0].colour")]
    [InlineData("""{"type":"noop","items":[{},{}],"defaults":{"steps":0}}""", "defaults.steps")]
    [InlineData("""{"type":"noop","items":[{},{}],"colour":1}""", "colour")]
    [InlineData("""{"type":"noop","items":[{},{}],"priority":-1}""", "priority")]
    [InlineData("""{"type":"glb_to_simready","items":[{"upload_id":"x","mass_kg":-1}]}""", "items[0].mass_kg")]
    [InlineData("""{"type":"glb_to_simready","items":[{"upload_id":"0195a3c0-7b1e-7c44-9d0a-2f6f0c1d9e11"}]}""", "items[0].upload_id")]
    [InlineData("""{"type":"work","items":[{"stages":[{"type":"a"}]},{"stages":[{}]}]}""", "items[1].stages[0].type")]
    public async Task What_is_wrong_is_named_and_makes_no_batch(string body, string field)
    {
        var before = (await service.Api.GetAsync("batches?limit=1")).Body["data"]!.ToJsonString();

        var reply = await service.Api.SendAsync(HttpMethod.Post, "batches", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.NotEmpty(reply.Error(HttpStatusCode.UnprocessableEntity));
        Assert.Equal(field, Text(Assert.Single(reply.Body["errors"]!.AsArray())!, "field"));
        Assert.Equal(before, (await service.Api.GetAsync("batches?limit=1")).Body["data"]!.ToJsonString());
    }

    [Theory]
    [InlineData(Unknown)]
    [InlineData("nonsense")]
    public async Task What_is_not_there_is_not_found(string id)
    {
        Assert.NotEmpty((await service.Api.GetAsync($"batches/{id}")).Error(HttpStatusCode.NotFound));
        Assert.NotEmpty((await service.Api.GetAsync($"batches/{id}/jobs")).Error(HttpStatusCode.NotFound));
        Assert.NotEmpty((await service.Api.SendAsync(HttpMethod.Post, $"batches/{id}/cancel")).Error(HttpStatusCode.NotFound));
    }

    /// <summary>One ZIP with a folder for each job; what a conversion made is what its own result holds.</summary>
    private async Task AssertResultsAsync(string id)
    {
        var reply = await service.Api.GetAsync($"batches/{id}/result");
        Assert.Equal((HttpStatusCode.OK, "application/zip"), (reply.Status, reply.ContentHeaders.ContentType!.MediaType!));
        using ZipArchive archive = new(new MemoryStream(reply.Content));
        string[] names = [.. archive.Entries.Select(entry => entry.FullName)];
        Assert.Equal(["000001/job.json"], names.Where(name => name.StartsWith("000001/", StringComparison.Ordinal)));
        foreach (string folder in (string[])["000000", "000002"])
        {
            Assert.Contains($"{folder}/job.json", names);
            Assert.Contains(names, name => name.StartsWith(folder, StringComparison.Ordinal) && name.EndsWith(".usd", StringComparison.Ordinal));
            Assert.Contains($"{folder}/report.json", names);
        }

        using var job = await archive.GetEntry("000002/job.json")!.OpenAsync();
        Assert.Equal("succeeded", Text((await JsonNode.ParseAsync(job))!, "status"));
    }

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();

    private static int Number(JsonNode node, string member) => node[member]!.GetValue<int>();
}
