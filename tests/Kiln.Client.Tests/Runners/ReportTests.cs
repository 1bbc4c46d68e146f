using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kiln.Client.Runners;

namespace Kiln.Client.Tests.Runners;

/// <summary>What reports of runs say on the wire.</summary>
public sealed class ReportTests : IDisposable
{
    private const string Granted = """
        {"runner":{"id":"r1"},"runner_token":"lrt_token","heartbeat_interval_secs":10,"lease_secs":60,"max_wait_secs":20}
        """;

    private readonly RecordingHandler _handler = new();
    private readonly RunnersClient _client;
    private readonly ClaimedRun _run = JsonSerializer.Deserialize<ClaimedRun>(
        """
        {"job_id":"j1","batch_id":"b1","attempt":1,"lease_token":"lease","run_config":{},"config":{},"timeout_secs":60,
         "telemetry_url":"http://service/t","upload_url":"http://service/u"}
        """,
        JsonSerializerOptions.Web)!;

    public ReportTests() => _client = new RunnersClient(
        new KilnClientOptions { ServiceUrl = new Uri("http://service/lynx"), ApiKey = "key" }, _handler);

    public void Dispose()
    {
        _client.Dispose();
        _handler.Dispose();
    }

    [Fact]
    public async Task A_failure_says_all_that_is_known_of_it()
    {
        JsonNode body = await ReportAsync(() => _client.FailAsync(
            _run,
            new RunFailure("It hit the ground", "early_termination", TimeSpan.FromSeconds(1.5))
            {
                Retryable = false,
                Condition = "ground",
                Outputs = ["log.txt"],
            }));

        Assert.Equal(
            """{"error_message":"It hit the ground","reason":"early_termination","retryable":false,"condition":"ground","execution_time_secs":1.5,"output_files":["log.txt"],"lease_token":"lease"}""",
            body.ToJsonString());
    }

    [Fact]
    public async Task A_success_names_its_outputs_also_when_there_are_none_and_carries_facts()
    {
        JsonNode body = await ReportAsync(() => _client.CompleteAsync(_run, TimeSpan.FromSeconds(2), [], new JsonObject { ["engine"] = "rk4" }));

        Assert.Equal(
            """{"execution_time_secs":2,"output_files":[],"metadata":{"engine":"rk4"},"lease_token":"lease"}""", body.ToJsonString());
    }

    private async Task<JsonNode> ReportAsync(Func<Task> report)
    {
        _handler.Reply = Granted;
        await _client.RegisterAsync(new RunnerRegistration("rig", "rig-1", "1", new RunnerCapabilities(1, 1, 1, false, [])));
        await report();
        return JsonNode.Parse(_handler.LastBody!)!;
    }

    private sealed class RecordingHandler : HttpMessageHandler
    {
        public string Reply { get; set; } = "{}";

        public string? LastBody { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            LastBody = await request.Content!.ReadAsStringAsync(cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Reply, null, "application/json") };
        }
    }
}
