using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.OpenApi;

namespace Kiln.EndToEnd.Tests.Jobnik;

/// <summary>The surface as its clients call it: no key, JSON, one request at a time or many.</summary>
internal sealed class JobnikClient : IDisposable
{
    public const string TokenHeader = "X-Kiln-Lease-Token";

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };
    private readonly Uri _root;
    private SurfaceDocument? _document;

    /// <summary>A client of a service; without a key it acts for whom the service lets act so.</summary>
    public JobnikClient(Uri service, string? key = null)
    {
        _root = new Uri(service, "/jobnik");
        _http.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>The document of the surface.</summary>
    public async Task<SurfaceDocument> DocumentAsync() =>
        _document ??= new SurfaceDocument(JsonNode.Parse(await _http.GetStringAsync(new Uri(_root + "/docs/api")))!);

    public Task<JobnikReply> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<JobnikReply> PostAsync(string path, string? body = null, params (string, string)[] headers) =>
        SendAsync(HttpMethod.Post, path, body, headers);

    public Task<JobnikReply> PutAsync(string path, string body, params (string, string)[] headers) =>
        SendAsync(HttpMethod.Put, path, body, headers);

    public Task<JobnikReply> PatchAsync(string path, string? body = null) => SendAsync(HttpMethod.Patch, path, body);

    /// <summary>Sends a request with JSON, as the published client does: the content type stands there without a body too.</summary>
    public Task<JobnikReply> SendAsync(HttpMethod method, string path, string? body = null, params (string, string)[] headers)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body ?? ""));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return SendContentAsync(method, path, content, headers);
    }

    /// <summary>Sends a request with any content.</summary>
    public async Task<JobnikReply> SendContentAsync(HttpMethod method, string path, HttpContent content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(_root + path)) { Content = content };
        request.Headers.Add("X-Jobnik-Request-Key", "the-same-for-all");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request);
        var reply = new JobnikReply(
            $"{method} {path}", response.StatusCode, response.Headers, response.Content.Headers, await response.Content.ReadAsStringAsync());
        (await DocumentAsync()).Check(
            method, path, reply.Status, reply.ContentHeaders.ContentType?.MediaType, reply.Text);
        return reply;
    }

    /// <summary>Makes a job and answers its identifier.</summary>
    public async Task<string> CreateJobAsync(string more = "", string name = "tiles") =>
        Id((await PostAsync("/v1/jobs", $$"""{"name":"{{name}}","data":{}{{more}}}""")).Body(201));

    /// <summary>Adds a stage and answers its identifier.</summary>
    public async Task<string> AddStageAsync(string jobId, string type, bool waiting = false) =>
        Id((await PostAsync($"/v1/jobs/{jobId}/stage", $$"""{"type":"{{type}}","data":{},"startAsWaiting":{{(waiting ? "true" : "false")}}}""")).Body(201));

    /// <summary>Adds tasks and answers their identifiers.</summary>
    public async Task<string[]> AddTasksAsync(string stageId, int count = 1, int attempts = 1)
    {
        string tasks = string.Join(',', Enumerable.Repeat($$"""{"data":{},"maxAttempts":{{attempts}}}""", count));
        return [.. (await PostAsync($"/v1/stages/{stageId}/tasks", $"[{tasks}]")).Body(201).AsArray().Select(task => Id(task!))];
    }

    /// <summary>Makes a job of one stage with tasks.</summary>
    public async Task<(string Job, string Stage, string[] Tasks)> CreateAsync(string type, int tasks = 1, int attempts = 1, string more = "")
    {
        string job = await CreateJobAsync(more);
        string stage = await AddStageAsync(job, type);
        return (job, stage, tasks == 0 ? [] : await AddTasksAsync(stage, tasks, attempts));
    }

    public Task<JobnikReply> DequeueAsync(string type, string query = "") => PatchAsync($"/v1/stages/{type}/tasks/dequeue{query}");

    /// <summary>Takes a task, which must be there; answers its identifier and token.</summary>
    public async Task<(string Task, string Token)> TakeAsync(string type)
    {
        var reply = await DequeueAsync(type);
        return (Id(reply.Body()), reply.Header(TokenHeader)!);
    }

    /// <summary>Reports on a task, with a token or without.</summary>
    public Task<JobnikReply> ReportAsync(string taskId, string status, string? token = null) => PutAsync(
        $"/v1/tasks/{taskId}/status", Status(status), token is null ? [] : [(TokenHeader, token)]);

    /// <summary>Takes a task and completes it.</summary>
    public async Task CompleteNextAsync(string type) => (await ReportAsync((await TakeAsync(type)).Task, "COMPLETED")).Body();

    public Task<JobnikReply> SetJobStatusAsync(string jobId, string status) => PutAsync($"/v1/jobs/{jobId}/status", Status(status));

    public Task<JobnikReply> ReleaseAsync(string stageId) => PutAsync($"/v1/stages/{stageId}/status", Status("PENDING"));

    public async Task<JsonNode> JobAsync(string jobId) => (await GetAsync($"/v1/jobs/{jobId}?should_return_stages=true")).Body();

    public async Task<JsonNode> StageAsync(string stageId) => (await GetAsync($"/v1/stages/{stageId}?should_return_tasks=true")).Body();

    public async Task<JsonNode> TaskAsync(string taskId) => (await GetAsync($"/v1/tasks/{taskId}")).Body();

    /// <summary>The words of a job and its stages: <c>IN_PROGRESS: COMPLETED PENDING</c>.</summary>
    public async Task<string> WordsAsync(string jobId)
    {
        var job = await JobAsync(jobId);
        return $"{job["status"]}: {string.Join(' ', job["stages"]!.AsArray().Select(stage => stage!["status"]!.GetValue<string>()))}".TrimEnd();
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string Id(JsonNode thing) => thing["id"]!.GetValue<string>();

    private static string Status(string status) => $$"""{"status":"{{status}}"}""";
}
