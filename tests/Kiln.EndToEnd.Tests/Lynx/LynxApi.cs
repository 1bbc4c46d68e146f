using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.OpenApi;

namespace Kiln.EndToEnd.Tests.Lynx;

/// <summary>The Lynx surface as a stranger would call it; every reply is held against the document that the surface serves.</summary>
/// <param name="root">The service's root.</param>
/// <param name="credential">API key or runner token; null to call without.</param>
internal sealed class LynxApi(Uri root, string? credential = null) : IDisposable
{
    private const string Prefix = "/lynx/";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private static readonly ConcurrentDictionary<Uri, SurfaceDocument> Documents = new();

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Limit };

    public Uri Root => root;

    /// <summary>The document of the surface.</summary>
    public async Task<SurfaceDocument> DocumentAsync() => Documents.TryGetValue(root, out SurfaceDocument? known)
        ? known
        : Documents.GetOrAdd(root, new SurfaceDocument(JsonNode.Parse(await _http.GetStringAsync(new Uri(root, "/lynx/openapi.json")))!));

    public async Task<ApiReply> SendAsync(HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        Uri address = path.StartsWith("http", StringComparison.Ordinal) ? new Uri(path) : new Uri(root, Prefix + path);
        using HttpRequestMessage request = new(method, address) { Content = content };
        if (credential is not null && !path.StartsWith("http", StringComparison.Ordinal))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential);
        }

        foreach ((string name, string value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                content!.Headers.Remove(name);
                content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using HttpResponseMessage response = await _http.SendAsync(request);
        ApiReply reply = new(response.StatusCode, response.Headers, response.Content.Headers, await response.Content.ReadAsByteArrayAsync());
        if (address.AbsolutePath.StartsWith(Prefix, StringComparison.Ordinal))
        {
            (await DocumentAsync()).Check(
                method, address.AbsolutePath[Prefix.Length..], reply.Status, reply.ContentHeaders.ContentType?.MediaType, Encoding.UTF8.GetString(reply.Content));
        }

        return reply;
    }

    public Task<ApiReply> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<ApiReply> PostAsync(string path, JsonNode? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, body is null ? null : JsonContent.Create(body), headers);

    /// <summary>GET that must answer 200.</summary>
    public async Task<JsonNode> ReadAsync(string path) => (await GetAsync(path)).Must(HttpStatusCode.OK);

    /// <summary>Submits a study and answers its batch's identifier.</summary>
    public async Task<string> SubmitAsync(JsonNode study) =>
        (await PostAsync("jobs", study)).Must(HttpStatusCode.Created)["batch_id"]!.GetValue<string>();

    /// <summary>The jobs of a batch in the order of their index, once all of them are stored.</summary>
    public async Task<IReadOnlyList<JsonNode>> JobsAsync(string batchId)
    {
        await WaitAsync($"batches/{batchId}", batch => batch["batch"]!["expanded_jobs"]!.GetValue<int>() == batch["batch"]!["total_jobs"]!.GetValue<int>());
        List<JsonNode> jobs = [];
        string? cursor = null;
        do
        {
            JsonNode page = await ReadAsync($"batches/{batchId}/jobs?limit=1000{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            jobs.AddRange(page["jobs"]!.AsArray().Select(job => job!));
            cursor = page["next_cursor"]?.GetValue<string>();
        }
        while (cursor is not null);
        return jobs;
    }

    /// <summary>Reads until a condition holds.</summary>
    public async Task<JsonNode> WaitAsync(string path, Func<JsonNode, bool> condition)
    {
        using PeriodicTimer pause = new(TimeSpan.FromMilliseconds(50));
        long deadline = Environment.TickCount64 + (long)Limit.TotalMilliseconds;
        while (true)
        {
            JsonNode body = await ReadAsync(path);
            if (condition(body))
            {
                return body;
            }

            if (Environment.TickCount64 > deadline)
            {
                throw new TimeoutException($"The condition does not come to hold for {path}: {body}");
            }

            await pause.WaitForNextTickAsync();
        }
    }

    /// <summary>Reads a job until it has a status.</summary>
    public Task<JsonNode> WaitForStatusAsync(string jobId, string status) =>
        WaitAsync($"jobs/{jobId}", job => job["status"]!.GetValue<string>() == status);

    public void Dispose() => _http.Dispose();
}
