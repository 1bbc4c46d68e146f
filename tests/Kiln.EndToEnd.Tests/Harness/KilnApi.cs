using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Kiln.EndToEnd.Tests.Harness;

/// <summary>The HTTP API as a stranger would call it: nothing of Kiln's own client is used.</summary>
internal sealed class KilnApi : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan AfterEnd = TimeSpan.FromSeconds(30);
    private static readonly string[] Terminal = ["completed", "failed", "cancelled"];

    private readonly HttpClient _http = new() { Timeout = Limit };
    private readonly string? _apiKey;

    public KilnApi(Uri url, string? apiKey)
    {
        Url = url;
        _apiKey = apiKey;
    }

    /// <summary>The service's root.</summary>
    public Uri Url { get; }

    /// <summary>Sends a request to a path below <c>/api/</c>.</summary>
    public async Task<ApiReply> SendAsync(
        HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(Url, "/api/" + path)) { Content = content };
        if (_apiKey is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _apiKey);
        }

        return await SendAsync(request, headers);
    }

    /// <summary>Sends a request without a key to any address, as the holder of a presigned URL does.</summary>
    public async Task<ApiReply> SendPlainAsync(
        HttpMethod method, Uri address, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        return await SendAsync(request, headers);
    }

    /// <summary>GET of a path below <c>/api/</c>.</summary>
    public Task<ApiReply> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, null, headers);

    /// <summary>POST of JSON to a path below <c>/api/</c>.</summary>
    public Task<ApiReply> PostJsonAsync(string path, JsonNode body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, JsonContent.Create(body), headers);

    /// <summary>Submits a file in a multipart form.</summary>
    public Task<ApiReply> SubmitAsync(string fileName, byte[] content, params (string Name, string Value)[] fields) =>
        SendAsync(HttpMethod.Post, "conversions", Form(fileName, content, fields));

    /// <summary>Submits a file and returns the job's id.</summary>
    public async Task<string> SubmitForIdAsync(string fileName, byte[] content, params (string Name, string Value)[] fields)
    {
        var reply = await SubmitAsync(fileName, content, fields);
        return reply.Data(HttpStatusCode.Accepted)["id"]!.GetValue<string>();
    }

    /// <summary>A conversion's payload.</summary>
    public async Task<JsonNode> ReadAsync(string id) => (await GetAsync($"conversions/{id}")).Data(HttpStatusCode.OK);

    /// <summary>Waits until a condition holds for the payload, looking again at each event.</summary>
    /// <exception cref="TimeoutException">It did not come to hold.</exception>
    public async Task<JsonNode> WaitUntilAsync(string id, Func<JsonNode, bool> condition)
    {
        long deadline = Environment.TickCount64 + (long)Limit.TotalMilliseconds;
        long after = 0;
        bool ended = false;
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            var payload = await ReadAsync(id);
            if (condition(payload))
            {
                return payload;
            }

            if (!ended && HasEnded(payload))
            {
                ended = true;
                deadline = Math.Min(deadline, Environment.TickCount64 + (long)AfterEnd.TotalMilliseconds);
            }

            if (Environment.TickCount64 > deadline)
            {
                throw new TimeoutException($"The condition does not hold for job {id}, which stands at:\n{payload}");
            }

            var log = (await GetAsync($"conversions/{id}/events?after={after}&wait=5")).Body;
            after = log["data"]!.AsArray() is { Count: > 0 } events ? events[^1]!["sequence"]!.GetValue<long>() : after;
            await pause.WaitForNextTickAsync();
        }
    }

    /// <summary>Waits until the events of a job up to now satisfy a condition.</summary>
    /// <exception cref="TimeoutException">They do not come to satisfy it.</exception>
    public async Task WaitForEventsAsync(string id, Func<IReadOnlyList<string>, bool> condition)
    {
        long deadline = Environment.TickCount64 + (long)Limit.TotalMilliseconds;
        var types = new List<string>();
        bool ended = false;
        while (!condition(types))
        {
            if (ended || Environment.TickCount64 > deadline)
            {
                throw new TimeoutException($"The events of job {id} are: {string.Join(", ", types)}");
            }

            var log = (await GetAsync($"conversions/{id}/events?after={types.Count}&wait=20")).Body;
            types.AddRange(log["data"]!.AsArray().Select(item => item!["type"]!.GetValue<string>()));
            ended = log["meta"]!["terminal"]!.GetValue<bool>();
        }
    }

    /// <summary>Waits until a conversion has ended, whichever way.</summary>
    public Task<JsonNode> WaitForEndAsync(string id) => WaitUntilAsync(id, HasEnded);

    /// <summary>Waits until a conversion has ended and its credit is back on the account.</summary>
    public Task<JsonNode> WaitForRefundAsync(string id) =>
        WaitUntilAsync(id, payload => HasEnded(payload) && payload["credits"]!["refund_applied_at"] is not null);

    /// <summary>Waits until a conversion has ended and requires that it is completed.</summary>
    public async Task<JsonNode> WaitForCompletionAsync(string id)
    {
        var payload = await WaitForEndAsync(id);
        Assert.True(payload["status"]!.GetValue<string>() == "completed", $"Expected a completed job, got:\n{payload}");
        return payload;
    }

    /// <summary>Credits left on the account.</summary>
    public async Task<long> CreditsAsync() =>
        (await GetAsync("me")).Data(HttpStatusCode.OK)["subscription"]!["credits_remaining"]!.GetValue<long>();

    /// <summary>Number of conversions on the account.</summary>
    public async Task<long> CountAsync() =>
        (await GetAsync("conversions?pageSize=1")).Body["meta"]!["total"]!.GetValue<long>();

    /// <summary>A multipart form with one file.</summary>
    public static MultipartFormDataContent Form(string fileName, byte[] content, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value, Encoding.UTF8), name);
        }

        form.Add(new ByteArrayContent(content), "file", fileName);
        return form;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static bool HasEnded(JsonNode payload) => Terminal.Contains(payload["status"]!.GetValue<string>());

    private async Task<ApiReply> SendAsync(HttpRequestMessage request, (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content!.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await _http.SendAsync(request);
        return new ApiReply(response.StatusCode, response.Headers, response.Content.Headers, await response.Content.ReadAsByteArrayAsync());
    }
}
