using System.Globalization;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Jobnik;

/// <summary>Jobs: what is made, shown, changed, listed and deleted.</summary>
[Collection(JobnikServiceDefinition.Name)]
public sealed class JobTests(JobnikService shared)
{
    private const string Zeros = "00-00000000000000000000000000000000-0000000000000000-00";
    private const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private JobnikClient Client => shared.Client;

    [OwnServiceFact]
    public async Task A_job_is_made_with_its_defaults_and_shown_whole()
    {
        var reply = await Client.PostAsync("/v1/jobs", """{"name":"plain","data":{"a":[1,2.50,"ä"]}}""");

        var job = reply.Body(201).AsObject();
        Assert.Equal(
            ["id", "name", "data", "userMetadata", "traceparent", "status", "percentage", "creationTime", "updateTime", "priority"],
            job.Select(member => member.Key));
        Assert.Equal(
            ("plain", """{"a":[1,2.50,"ä"]}""", "{}", Zeros, "PENDING", 0, "MEDIUM"),
            (Text(job, "name"), job["data"]!.ToJsonString(Relaxed), job["userMetadata"]!.ToJsonString(), Text(job, "traceparent"),
                Text(job, "status"), job["percentage"]!.GetValue<int>(), Text(job, "priority")));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", Text(job, "creationTime"));
        Assert.Equal("true", reply.Header("X-Kiln-Sealed"));

        var read = await Client.GetAsync($"/v1/jobs/{Text(job, "id")}");
        Assert.Equal(job.ToJsonString(), read.Body().ToJsonString());
        Assert.Empty((await Client.JobAsync(Text(job, "id")))["stages"]!.AsArray());
    }

    [OwnServiceFact]
    public async Task What_a_job_is_given_it_shows()
    {
        var reply = await Client.PostAsync("/v1/jobs", $$"""
            {"name":"given","data":{},"priority":"VERY_LOW","userMetadata":{"owner":"x"},"traceparent":"{{Trace}}","tracestate":"a=1","sealed":false}
            """);

        var job = reply.Body(201);
        Assert.Equal(
            ("VERY_LOW", """{"owner":"x"}""", Trace, "a=1", "false"),
            (Text(job, "priority"), job["userMetadata"]!.ToJsonString(), Text(job, "traceparent"), Text(job, "tracestate"), reply.Header("X-Kiln-Sealed")));
        var traced = await Client.PostAsync("/v1/jobs", """{"name":"traced","data":{}}""", ("traceparent", Trace), ("tracestate", "b=2"));
        Assert.Equal((Trace, "b=2"), (Text(traced.Body(201), "traceparent"), Text(traced.Body(201), "tracestate")));
    }

    [OwnServiceFact]
    public async Task Every_cell_of_what_may_be_asked_of_a_job()
    {
        string[] words = ["PENDING", "PAUSED", "ABORTED"];
        foreach (var (from, make) in Situations())
        {
            foreach (string asked in words)
            {
                string id = await make();
                bool allowed = from switch
                {
                    "PENDING" or "IN_PROGRESS" => asked != "PENDING",
                    "PAUSED" => asked != "PAUSED",
                    _ => false,
                };
                string before = (await Client.JobAsync(id)).ToJsonString();
                var reply = await Client.SetJobStatusAsync(id, asked);
                if (allowed)
                {
                    reply.IsDone("JOB_MODIFIED_SUCCESSFULLY");
                    Assert.Equal(asked == "PENDING" ? "IN_PROGRESS" : asked, Text(await Client.JobAsync(id), "status"));
                }
                else
                {
                    reply.IsRefused(400, "ILLEGAL_JOB_STATUS_TRANSITION", $"Illegal status transition from {from} to {asked}");
                    Assert.Equal(before, (await Client.JobAsync(id)).ToJsonString());
                }

                await Client.SetJobStatusAsync(id, "ABORTED");
            }
        }

        string untouched = await Client.CreateJobAsync();
        (await Client.SetJobStatusAsync(untouched, "PAUSED")).IsDone("JOB_MODIFIED_SUCCESSFULLY");
        (await Client.SetJobStatusAsync(untouched, "PENDING")).IsDone("JOB_MODIFIED_SUCCESSFULLY");
        Assert.Equal("PENDING", Text(await Client.JobAsync(untouched), "status"));
    }

    [OwnServiceFact]
    public async Task Metadata_is_replaced_whole_also_of_a_finished_job()
    {
        string id = await Client.CreateJobAsync(""","userMetadata":{"a":1}""");

        (await Client.PatchAsync($"/v1/jobs/{id}/user-metadata", """{"b":{"c":null}}""")).IsDone("JOB_MODIFIED_SUCCESSFULLY");
        Assert.Equal("""{"b":{"c":null}}""", (await Client.JobAsync(id))["userMetadata"]!.ToJsonString());
        (await Client.PatchAsync($"/v1/jobs/{id}/user-metadata", """{"userMetadata":{"d":1}}""")).IsDone("JOB_MODIFIED_SUCCESSFULLY");
        Assert.Equal("""{"d":1}""", (await Client.JobAsync(id))["userMetadata"]!.ToJsonString());
        (await Client.PatchAsync($"/v1/jobs/{id}/user-metadata", "[]")).IsRefused(400, "VALIDATION_ERROR", "request/body must be object");
        await Client.SetJobStatusAsync(id, "ABORTED");
        (await Client.PatchAsync($"/v1/jobs/{id}/user-metadata", "{}")).IsDone("JOB_MODIFIED_SUCCESSFULLY");
        Assert.Equal("ABORTED", Text(await Client.JobAsync(id), "status"));
    }

    [OwnServiceFact]
    public async Task The_same_priority_is_204_with_its_reason_and_another_is_200()
    {
        string id = await Client.CreateJobAsync();

        var same = await Client.PatchAsync($"/v1/jobs/{id}/priority", """{"priority":"MEDIUM"}""");
        Assert.Equal((204, "PRIORITY_CANNOT_BE_UPDATED_TO_SAME_VALUE", ""), ((int)same.Status, same.Header("Reason"), same.Text));
        (await Client.PatchAsync($"/v1/jobs/{id}/priority", """{"priority":"LOW"}""")).IsDone("JOB_MODIFIED_SUCCESSFULLY");
        Assert.Equal("LOW", Text(await Client.JobAsync(id), "priority"));
        await Client.SetJobStatusAsync(id, "ABORTED");
        (await Client.PatchAsync($"/v1/jobs/{id}/priority", """{"priority":"HIGH"}""")).IsDone("JOB_MODIFIED_SUCCESSFULLY");
    }

    [OwnServiceFact]
    public async Task A_job_is_deleted_when_it_has_finished_with_all_its_parts()
    {
        var (id, stage, tasks) = await Client.CreateAsync("deleted-type");
        (await Client.SendAsync(HttpMethod.Delete, $"/v1/jobs/{id}")).IsRefused(400, "JOB_NOT_IN_FINITE_STATE");
        await Client.SetJobStatusAsync(id, "PAUSED");
        (await Client.SendAsync(HttpMethod.Delete, $"/v1/jobs/{id}")).IsRefused(400, "JOB_NOT_IN_FINITE_STATE");
        await Client.SetJobStatusAsync(id, "ABORTED");

        (await Client.SendAsync(HttpMethod.Delete, $"/v1/jobs/{id}")).IsDone("JOB_DELETED_SUCCESSFULLY");

        (await Client.GetAsync($"/v1/jobs/{id}")).IsRefused(404, "JOB_NOT_FOUND");
        (await Client.GetAsync($"/v1/stages/{stage}")).IsRefused(404, "STAGE_NOT_FOUND");
        (await Client.GetAsync($"/v1/tasks/{tasks[0]}")).IsRefused(404, "TASK_NOT_FOUND");
        (await Client.SendAsync(HttpMethod.Delete, $"/v1/jobs/{id}")).IsRefused(404, "JOB_NOT_FOUND");
    }

    [OwnServiceFact]
    public async Task Jobs_are_listed_newest_first_with_filters_and_totals()
    {
        var ids = new List<string>();
        for (int i = 0; i < 5; i++)
        {
            ids.Insert(0, await Client.CreateJobAsync($$""","priority":"{{(i % 2 == 0 ? "HIGH" : "LOW")}}" """, "listed"));
        }

        await IsPageAsync("?job_name=listed", 5, ids);
        await IsPageAsync("?job_name=listed&page=2&page_size=2", 5, ids[2..4]);
        await IsPageAsync("?job_name=listed&page=9", 5, []);
        await IsPageAsync("?job_name=listed&priority=HIGH", 3, [ids[0], ids[2], ids[4]]);
        await IsPageAsync("?job_name=nobody", 0, []);
        Assert.True((await Client.GetAsync("/v1/jobs")).Body()["total"]!.GetValue<int>() >= 5);
        Assert.Equal(5, (await Client.GetAsync("/v1/jobs?job_name=listed&should_return_stages=true")).Body()["items"]!.AsArray()
            .Count(job => job!["stages"] is JsonArray));

        (await Client.PatchAsync($"/v1/jobs/{ids[4]}/user-metadata", "{}")).Body();
        string updated = Text(await Client.JobAsync(ids[4]), "updateTime");
        string before = DateTimeOffset.Parse(updated, CultureInfo.InvariantCulture).AddMilliseconds(-1).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        await IsPageAsync($"?job_name=listed&from_date={updated}&end_date={updated}", 1, [ids[4]]);
        await IsPageAsync($"?job_name=listed&end_date={before}&page_size=2", 4, ids[..2]);
    }

    [OwnServiceFact]
    public async Task An_older_client_gets_arrays_where_the_settings_say_so()
    {
        await using var service = await JobnikService.StartAsync("--Kiln:Jobnik:ListShape=array", "--Kiln:Jobnik:SealedByDefault=false");
        using var http = new HttpClient();
        for (int i = 0; i < 12; i++)
        {
            using var body = new StringContent("""{"name":"ab","data":{}}""", System.Text.Encoding.UTF8, "application/json");
            using var made = await http.PostAsync(new Uri(service.Api.Url, "/jobnik/v1/jobs"), body);
            Assert.Equal("false", made.Headers.GetValues("X-Kiln-Sealed").Single());
        }

        Assert.Equal(12, await CountAsync("/jobnik/v1/jobs"));
        Assert.Equal(5, await CountAsync("/jobnik/v1/jobs?page_size=5"));
        Assert.Equal(0, await CountAsync("/jobnik/v1/tasks"));

        async Task<int> CountAsync(string path) =>
            JsonNode.Parse(await http.GetStringAsync(new Uri(service.Api.Url, path)))!.AsArray().Count;
    }

    private static System.Text.Json.JsonSerializerOptions Relaxed { get; } =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    private async Task IsPageAsync(string query, int total, IEnumerable<string> ids)
    {
        var page = (await Client.GetAsync("/v1/jobs" + query)).Body();
        Assert.Equal(ids, page["items"]!.AsArray().Select(item => Text(item!, "id")));
        Assert.Equal(total, page["total"]!.GetValue<int>());
    }

    private IEnumerable<(string From, Func<Task<string>> Make)> Situations()
    {
        yield return ("PENDING", async () => (await Client.CreateAsync("cell-job")).Job);
        yield return ("IN_PROGRESS", RunningAsync);
        yield return ("PAUSED", async () => await AfterAsync(RunningAsync, "PAUSED"));
        yield return ("COMPLETED", async () => await ReportedAsync("COMPLETED"));
        yield return ("FAILED", async () => await ReportedAsync("FAILED"));
        yield return ("ABORTED", async () => await AfterAsync(RunningAsync, "ABORTED"));

        async Task<string> RunningAsync()
        {
            string type = $"cell-{Guid.NewGuid():N}";
            var (job, _, _) = await Client.CreateAsync(type);
            await Client.TakeAsync(type);
            return job;
        }

        async Task<string> AfterAsync(Func<Task<string>> make, string status)
        {
            string job = await make();
            (await Client.SetJobStatusAsync(job, status)).Body();
            return job;
        }

        async Task<string> ReportedAsync(string status)
        {
            string type = $"cell-{Guid.NewGuid():N}";
            var (job, _, _) = await Client.CreateAsync(type);
            (await Client.ReportAsync((await Client.TakeAsync(type)).Task, status)).Body();
            return job;
        }
    }
}
