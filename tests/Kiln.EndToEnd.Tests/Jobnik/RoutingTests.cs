using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Jobnik;

/// <summary>What never reaches an operation, and what is no job: paths, methods, bodies, keys, the service's own pages.</summary>
[Collection(JobnikServiceDefinition.Name)]
public sealed class RoutingTests(JobnikService shared)
{
    private const string Nil = "00000000-0000-0000-0000-000000000000";

    private JobnikClient Client => shared.Client;

    [OwnServiceFact]
    public async Task What_is_not_there_is_told_in_the_surfaces_own_shape()
    {
        (await Client.GetAsync("/v2/jobs")).IsRefused(404, "UNKNOWN_ERROR", "not found");
        (await Client.GetAsync("/")).IsRefused(404, "UNKNOWN_ERROR", "not found");
        var put = await Client.PutAsync("/v1/jobs", "{}");
        put.IsRefused(405, "UNKNOWN_ERROR", "PUT method not allowed");
        Assert.Equal("GET, POST", string.Join(", ", put.ContentHeaders.Allow.Order()));
        (await Client.SendAsync(HttpMethod.Delete, $"/v1/tasks/{Nil}")).IsRefused(405, "UNKNOWN_ERROR", "DELETE method not allowed");
    }

    [OwnServiceFact]
    public async Task A_doubled_slash_after_the_base_is_tolerated()
    {
        string id = (await Client.PostAsync("//v1/jobs", """{"name":"doubled","data":{}}""")).Body(201)["id"]!.GetValue<string>();

        Assert.Equal("doubled", (await Client.GetAsync($"//v1/jobs/{id}?should_return_stages=true")).Body()["name"]!.GetValue<string>());
        (await Client.PatchAsync("//v1/stages/nobody/tasks/dequeue")).IsRefused(404, "TASK_NOT_FOUND");
        (await Client.GetAsync("//v1/nowhere")).IsRefused(404, "UNKNOWN_ERROR", "not found");
    }

    [OwnServiceFact]
    public async Task Identifiers_are_checked_before_they_are_looked_up()
    {
        foreach (var (path, parameter, code) in ((string, string, string)[])[
            ("/v1/jobs/{0}", "jobId", "JOB_NOT_FOUND"), ("/v1/jobs/{0}/stages", "jobId", "JOB_NOT_FOUND"),
            ("/v1/stages/{0}", "stageId", "STAGE_NOT_FOUND"), ("/v1/stages/{0}/summary", "stageId", "STAGE_NOT_FOUND"),
            ("/v1/stages/{0}/tasks", "stageId", "STAGE_NOT_FOUND"), ("/v1/tasks/{0}", "taskId", "TASK_NOT_FOUND")])
        {
            string Path(string id) => string.Format(System.Globalization.CultureInfo.InvariantCulture, path, id);
            (await Client.GetAsync(Path(Nil))).IsRefused(404, code);
            (await Client.GetAsync(Path("7"))).IsRefused(400, "VALIDATION_ERROR", $"request/params/{parameter} must match format \"uuid\"");
        }

        (await Client.PutAsync($"/v1/jobs/{Nil}/status", """{"status":"X"}""")).IsRefused(
            400, "VALIDATION_ERROR", "request/body/status must be equal to one of the allowed values: PENDING, ABORTED, PAUSED");
        (await Client.PutAsync("/v1/tasks/7/status", "{}")).IsRefused(
            400, "VALIDATION_ERROR", "request/params/taskId must match format \"uuid\", request/body must have required property 'status'");
        foreach (var (method, path, body, code) in ((HttpMethod, string, string?, string)[])[
            (HttpMethod.Delete, "/v1/jobs/{0}", null, "JOB_NOT_FOUND"),
            (HttpMethod.Post, "/v1/jobs/{0}/seal", null, "JOB_NOT_FOUND"),
            (HttpMethod.Post, "/v1/jobs/{0}/stage", """{"type":"a","data":{}}""", "JOB_NOT_FOUND"),
            (HttpMethod.Patch, "/v1/jobs/{0}/priority", """{"priority":"LOW"}""", "JOB_NOT_FOUND"),
            (HttpMethod.Put, "/v1/jobs/{0}/status", """{"status":"PAUSED"}""", "JOB_NOT_FOUND"),
            (HttpMethod.Patch, "/v1/jobs/{0}/user-metadata", "{}", "JOB_NOT_FOUND"),
            (HttpMethod.Patch, "/v1/stages/{0}/user-metadata", "{}", "STAGE_NOT_FOUND"),
            (HttpMethod.Put, "/v1/stages/{0}/status", """{"status":"PENDING"}""", "STAGE_NOT_FOUND"),
            (HttpMethod.Post, "/v1/stages/{0}/tasks", "[]", "STAGE_NOT_FOUND"),
            (HttpMethod.Patch, "/v1/tasks/{0}/user-metadata", "{}", "TASK_NOT_FOUND"),
            (HttpMethod.Put, "/v1/tasks/{0}/status", """{"status":"FAILED"}""", "TASK_NOT_FOUND"),
            (HttpMethod.Post, "/v1/tasks/{0}/heartbeat", null, "TASK_NOT_FOUND")])
        {
            string of = string.Format(System.Globalization.CultureInfo.InvariantCulture, path, Nil);
            (await Client.SendAsync(method, of, body)).IsRefused(404, code);
        }
    }

    [OwnServiceFact]
    public async Task Parts_of_a_job_are_not_found_under_the_identifiers_of_others()
    {
        var (job, stage, tasks) = await Client.CreateAsync("parts-type");

        (await Client.GetAsync($"/v1/jobs/{stage}")).IsRefused(404, "JOB_NOT_FOUND");
        (await Client.GetAsync($"/v1/jobs/{tasks[0]}")).IsRefused(404, "JOB_NOT_FOUND");
        (await Client.GetAsync($"/v1/stages/{job}")).IsRefused(404, "STAGE_NOT_FOUND");
        (await Client.GetAsync($"/v1/stages/{tasks[0]}")).IsRefused(404, "STAGE_NOT_FOUND");
        (await Client.GetAsync($"/v1/tasks/{job}")).IsRefused(404, "TASK_NOT_FOUND");
        (await Client.GetAsync($"/v1/tasks/{stage}")).IsRefused(404, "TASK_NOT_FOUND");
        Assert.Equal(job, (await Client.GetAsync($"/v1/jobs/{job.ToUpperInvariant()}")).Body()["id"]!.GetValue<string>());
        Assert.Equal(tasks[0], (await Client.GetAsync($"/v1/tasks/{tasks[0].ToUpperInvariant()}")).Body()["id"]!.GetValue<string>());
    }

    [OwnServiceFact]
    public async Task Bodies_that_are_none_are_refused()
    {
        using var csv = new StringContent("a,b", Encoding.UTF8, "text/csv");
        (await Client.SendContentAsync(HttpMethod.Post, "/v1/jobs", csv)).IsRefused(
            415, "UNKNOWN_ERROR", "unsupported media type text/csv; charset=utf-8");
        var broken = (await Client.PostAsync("/v1/jobs", """{"name":""")).Body(400);
        Assert.Equal("VALIDATION_ERROR", broken["code"]!.GetValue<string>());
        Assert.Equal("VALIDATION_ERROR", (await Client.PostAsync("/v1/jobs", """{"name":"\ud800","data":{}}""")).Body(400)["code"]!.GetValue<string>());
        (await Client.PostAsync("/v1/jobs")).IsRefused(
            400, "VALIDATION_ERROR", "request/body must have required property 'name', request/body must have required property 'data'");
        (await Client.PostAsync("/v1/jobs", """{"name":"ab","data":{},"colour":1}""")).IsRefused(
            400, "VALIDATION_ERROR", "request/body must NOT have additional properties");
    }

    [OwnServiceFact]
    public async Task A_body_may_have_a_megabyte_and_no_more()
    {
        const int most = 1 << 20;
        const string frame = """{"name":"large","data":{"text":""}}""";
        string fitting = frame.Replace("\"\"", $"\"{new string('a', most - frame.Length)}\"", StringComparison.Ordinal);
        Assert.Equal(most, fitting.Length);

        string id = (await Client.PostAsync("/v1/jobs", fitting)).Body(201)["id"]!.GetValue<string>();
        Assert.Equal(most - frame.Length, (await Client.JobAsync(id))["data"]!["text"]!.GetValue<string>().Length);
        (await Client.PostAsync("/v1/jobs", fitting + " ")).IsRefused(413, "UNKNOWN_ERROR", "request entity too large");
    }

    [OwnServiceFact]
    public async Task Data_may_be_as_deep_as_JSON_may_be()
    {
        static string Nested(int levels) => new string('[', levels) + new string(']', levels);

        string deep = """{"name":"deep","data":{"a":""" + Nested(62) + "}}";
        string id = (await Client.PostAsync("/v1/jobs", deep)).Body(201)["id"]!.GetValue<string>();

        string stage = await Client.AddStageAsync(id, "deep-type");
        (await Client.PostAsync($"/v1/stages/{stage}/tasks", """[{"data":{"a":""" + Nested(61) + "}}]")).Body(201);
        Assert.Single((await Client.GetAsync($"/v1/stages?job_id={id}&should_return_tasks=true")).Body()["items"]!.AsArray());
    }

    [OwnServiceFact]
    public async Task Query_parameters_are_checked()
    {
        foreach (string path in (string[])["/v1/jobs?x=1", $"/v1/jobs/{Nil}?x=1", "/v1/stages?x=1", "/v1/tasks?x=1", $"/v1/stages/{Nil}/tasks?x=1"])
        {
            (await Client.GetAsync(path)).IsRefused(400, "VALIDATION_ERROR", "Unknown query parameter 'x'");
        }

        foreach (var (path, message) in ((string, string)[])[
            ("/v1/jobs?page=0", "request/query/page must be >= 1"),
            ("/v1/jobs?page_size=101", "request/query/page_size must be <= 100"),
            ("/v1/jobs?page_size=ten", "request/query/page_size must be integer"),
            ("/v1/jobs?page=", "Empty value found for query parameter 'page'"),
            ("/v1/jobs?from_date=yesterday", "request/query/from_date must match format \"date-time\""),
            ("/v1/jobs?priority=SOON", "request/query/priority must be equal to one of the allowed values: VERY_HIGH, HIGH, MEDIUM, LOW, VERY_LOW"),
            ("/v1/jobs?should_return_stages=1", "request/query/should_return_stages must be boolean"),
            ("/v1/jobs?job_name=a", "request/query/job_name must NOT have fewer than 2 characters"),
            ("/v1/stages?job_id=7", "request/query/job_id must match format \"uuid\""),
            ("/v1/stages?stage_operation_status=DONE", "request/query/stage_operation_status must be equal to one of the allowed values: PENDING, IN_PROGRESS, COMPLETED, FAILED, ABORTED, WAITING, CREATED"),
            ("/v1/tasks?status=PAUSED", "request/query/status must be equal to one of the allowed values: PENDING, IN_PROGRESS, COMPLETED, FAILED, CREATED, RETRIED")])
        {
            (await Client.GetAsync(path)).IsRefused(400, "VALIDATION_ERROR", message);
        }
    }

    [OwnServiceFact]
    public async Task The_service_shows_that_it_lives_how_it_stands_and_what_it_takes()
    {
        Assert.Equal("""{"status":"ok"}""", (await Client.GetAsync("/liveness")).Body().ToJsonString());
        await Client.CreateAsync("metrics-type", tasks: 2, more: ""","priority":"HIGH" """);
        foreach (string path in (string[])["/metrics", "/service-metrics"])
        {
            string text = (await Client.GetAsync(path)).Text;
            Assert.Contains("# TYPE jobnik_jobs_by_status gauge", text, StringComparison.Ordinal);
            Assert.Contains("jobnik_stages_by_status{stage_status=\"PENDING\",stage_type=\"metrics-type\"} 1\n", text, StringComparison.Ordinal);
            Assert.Contains("jobnik_tasks_by_status{task_status=\"PENDING\",stage_type=\"metrics-type\"} 2\n", text, StringComparison.Ordinal);
            Assert.Contains(
                "jobnik_tasks_count{stage_type=\"metrics-type\",priority=\"HIGH\",task_status=\"PENDING\"} 2\n", text, StringComparison.Ordinal);
        }

        Assert.Equal(27, (await Client.DocumentAsync()).Operations.Count());
    }

    [OwnServiceFact]
    public async Task Without_an_anonymous_organisation_every_operation_needs_a_key()
    {
        await using var service = await KilnService.StartAsync();
        using var client = new JobnikClient(service.Api.Url);
        foreach (var (method, path, _) in (await client.DocumentAsync()).Operations)
        {
            var reply = await client.SendAsync(method, path.Replace("{jobId}", Nil, StringComparison.Ordinal));
            if (path is "/liveness" or "/docs/api")
            {
                Assert.Equal(HttpStatusCode.OK, reply.Status);
            }
            else
            {
                reply.IsRefused(401, "UNAUTHORIZED", "Authentication required");
            }
        }

        string key = await File.ReadAllTextAsync(Path.Combine(service.DataDirectory, "development-key"));
        var allowed = await client.SendAsync(HttpMethod.Get, "/v1/jobs", null, ("Authorization", $"Bearer {key.Trim()}"));
        Assert.Equal("""{"total":0,"items":[]}""", allowed.Body().ToJsonString());
        (await client.GetAsync("/v1/nowhere")).IsRefused(404, "UNKNOWN_ERROR", "not found");
    }

    [OwnServiceFact]
    public async Task Jobs_of_other_surfaces_and_organisations_are_not_there()
    {
        await using var service = await KilnService.StartAsync("--Kiln:AnonymousOrganisation=others");
        using var client = new JobnikClient(service.Api.Url);
        string key = await File.ReadAllTextAsync(Path.Combine(service.DataDirectory, "development-key"));
        var (job, stage, _) = await client.CreateAsync("theirs");
        string own = (await client.SendAsync(
            HttpMethod.Post, "/v1/jobs", """{"name":"own","data":{}}""", ("Authorization", $"Bearer {key.Trim()}"))).Body(201)["id"]!.GetValue<string>();

        (await client.GetAsync($"/v1/jobs/{own}")).IsRefused(404, "JOB_NOT_FOUND");
        Assert.Equal(1, (await client.GetAsync("/v1/jobs")).Body()["total"]!.GetValue<int>());
        var theirs = await client.SendAsync(HttpMethod.Get, $"/v1/stages/{stage}", null, ("Authorization", $"Bearer {key.Trim()}"));
        theirs.IsRefused(404, "STAGE_NOT_FOUND");
        Assert.Equal("PENDING", (await client.JobAsync(job))["status"]!.GetValue<string>());

        var canonical = (await service.Api.GetAsync($"jobs/{own}")).Data(HttpStatusCode.OK);
        Assert.Equal("jobnik", canonical["surface"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.Conflict, (await service.Api.SendAsync(HttpMethod.Post, $"jobs/{own}/retry")).Status);
        var worked = await service.Api.PostJsonAsync(
            "jobs",
            JsonNode.Parse("""{"type":"work","name":"canonical","stages":[{"type":"shared","tasks":[{"data":{}}]}]}""")!);
        Assert.True((int)worked.Status is 201 or 202, $"{worked.Status}");
        (await client.SendAsync(HttpMethod.Patch, "/v1/stages/shared/tasks/dequeue", null, ("Authorization", $"Bearer {key.Trim()}")))
            .IsRefused(404, "TASK_NOT_FOUND");
    }
}
