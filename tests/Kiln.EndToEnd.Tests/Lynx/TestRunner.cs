using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Lynx;

/// <summary>A runner as far as the service sees one.</summary>
internal sealed class TestRunner : IDisposable
{
    private readonly LynxApi _api;

    private TestRunner(LynxApi api, string id)
    {
        _api = api;
        Id = id;
    }

    public string Id { get; }

    public LynxApi Api => _api;

    /// <summary>What a runner says of itself.</summary>
    public static JsonNode Registration(
        string instanceKey, string[]? types = null, int jobs = 4, int cores = 16, double memory = 64, bool gpu = false) => new JsonObject
        {
            ["name"] = "rig",
            ["instance_key"] = instanceKey,
            ["version"] = "1.2.0",
            ["capabilities"] = new JsonObject
            {
                ["max_concurrent_jobs"] = jobs,
                ["cpu_cores"] = cores,
                ["memory_gb"] = memory,
                ["gpu_available"] = gpu,
                ["supported_simulation_types"] = new JsonArray([.. (types ?? []).Select(type => (JsonNode)type)]),
            },
        };

    /// <summary>Registers a runner.</summary>
    public static async Task<TestRunner> RegisterAsync(LynxApi user, JsonNode registration)
    {
        ApiReply reply = await user.PostAsync("runners", registration);
        JsonNode body = reply.Must(reply.Status == HttpStatusCode.OK ? HttpStatusCode.OK : HttpStatusCode.Created);
        return new TestRunner(new LynxApi(user.Root, body.Text("runner_token")), body["runner"]!.Text("id"));
    }

    /// <summary>Registers a runner for one type of simulation.</summary>
    public static Task<TestRunner> RegisterAsync(LynxApi user, string type, int jobs = 4) =>
        RegisterAsync(user, Registration($"runner-{Guid.NewGuid():N}", [type], jobs));

    public async Task<IReadOnlyList<JsonNode>> ClaimAsync(int most = 1, double wait = 10)
    {
        ApiReply reply = await _api.PostAsync($"runners/{Id}/claim", new JsonObject { ["max_jobs"] = most, ["wait_secs"] = wait });
        return reply.Status == HttpStatusCode.NoContent ? [] : [.. reply.Must(HttpStatusCode.OK)["jobs"]!.AsArray().Select(job => job!)];
    }

    /// <summary>Claims one run, which must be there.</summary>
    public async Task<JsonNode> ClaimOneAsync() => Assert.Single(await ClaimAsync());

    /// <summary>Claims one run and starts it.</summary>
    public async Task<JsonNode> BeginAsync()
    {
        JsonNode run = await ClaimOneAsync();
        (await ReportAsync(run, "start")).Must(HttpStatusCode.OK);
        return run;
    }

    /// <summary>Sends a report of a run.</summary>
    public Task<ApiReply> ReportAsync(JsonNode run, string what, params (string Name, JsonNode? Value)[] members)
    {
        JsonObject body = new() { ["lease_token"] = run.Text("lease_token") };
        foreach ((string name, JsonNode? value) in members)
        {
            body[name] = value;
        }

        return _api.PostAsync($"jobs/{run.Text("job_id")}/{what}", body);
    }

    public Task<ApiReply> CompleteAsync(JsonNode run, params string[] files) => ReportAsync(
        run, "complete", ("execution_time_secs", 1.5), ("output_files", new JsonArray([.. files.Select(file => (JsonNode)file)])));

    public Task<ApiReply> FailAsync(JsonNode run, string reason = "error", params (string Name, JsonNode? Value)[] more) => ReportAsync(
        run, "fail", [("error_message", "it broke"), ("reason", reason), ("execution_time_secs", 0.5), .. more]);

    /// <summary>Sends a heartbeat for one run and answers what it is to do.</summary>
    public async Task<JsonNode> BeatAsync(JsonNode run, int? progress = null)
    {
        JsonObject job = new() { ["job_id"] = run.Text("job_id"), ["lease_token"] = run.Text("lease_token") };
        if (progress is { } percent)
        {
            job["progress"] = percent;
        }

        ApiReply reply = await _api.PostAsync($"runners/{Id}/heartbeat", new JsonObject { ["jobs"] = new JsonArray(job) });
        return Assert.Single(reply.Must(HttpStatusCode.OK)["jobs"]!.AsArray())!;
    }

    public async Task<string> ActionAsync(JsonNode run) => (await BeatAsync(run)).Text("action");

    /// <summary>Sends samples of a run by the URL that it came with.</summary>
    public Task<ApiReply> SendSamplesAsync(JsonNode run, int sequence, params (double Time, double Altitude)[] samples) =>
        _api.PostAsync(run.Text("telemetry_url"), new JsonObject
        {
            ["seq"] = sequence,
            ["samples"] = new JsonArray([.. samples.Select(sample => (JsonNode)new JsonObject
            {
                ["t"] = sample.Time,
                ["values"] = new JsonObject { ["altitude_m"] = sample.Altitude },
            })]),
        });

    /// <summary>Announces files and uploads them.</summary>
    public async Task UploadAsync(JsonNode run, params (string Name, byte[] Content)[] files)
    {
        ApiReply reply = await ReportAsync(run, "uploads", ("files", new JsonArray([.. files.Select(file => (JsonNode)new JsonObject
        {
            ["name"] = file.Name,
            ["size_bytes"] = file.Content.Length,
            ["checksum_sha256"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file.Content)),
        })])));
        foreach (JsonNode? upload in reply.Must(HttpStatusCode.OK)["uploads"]!.AsArray())
        {
            byte[] content = files.Single(file => file.Name == upload!.Text("name")).Content;
            (string, string)[] headers = [.. upload!["headers"]!.AsObject().Select(header => (header.Key, header.Value!.GetValue<string>()))];
            ApiReply put = await _api.SendAsync(HttpMethod.Put, upload.Text("url"), new ByteArrayContent(content), headers);
            Assert.True((int)put.Status is 200 or 201, $"HTTP {(int)put.Status}");
        }
    }

    public void Dispose() => _api.Dispose();
}
