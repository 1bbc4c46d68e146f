using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Lynx;

/// <summary>What runs leave behind, files and samples, and what their samples end.</summary>
[Collection(LynxDefinition.Name)]
public sealed class OutputTests(LynxService service)
{
    private readonly string _type = $"t-{Guid.NewGuid():N}";

    private LynxApi User => service.User;

    [OwnServiceFact]
    public async Task Outputs_are_uploaded_and_only_the_winning_attempts_show()
    {
        await User.SubmitAsync(Studies.Example(runs: 1, type: _type));
        using TestRunner runner = await TestRunner.RegisterAsync(User, _type);
        JsonNode first = await runner.BeginAsync();
        await runner.UploadAsync(first, ("old.txt", [1]));
        (await runner.FailAsync(first)).Must(HttpStatusCode.OK);

        JsonNode run = await runner.BeginAsync();
        byte[] content = Encoding.UTF8.GetBytes("t,altitude\n0,312\n");
        JsonNode missing = (await runner.CompleteAsync(run, "out/trace é.csv")).MustFail(HttpStatusCode.BadRequest, "OUTPUT_MISSING");
        Assert.Contains("out/trace é.csv", missing.Text("message"), StringComparison.Ordinal);
        (await runner.CompleteAsync(run, "old.txt")).MustFail(HttpStatusCode.BadRequest, "OUTPUT_MISSING");
        await runner.UploadAsync(run, ("out/trace é.csv", content), ("log.txt", []));
        (await runner.CompleteAsync(run, "out/trace é.csv", "s3://elsewhere/x")).Must(HttpStatusCode.OK);
        (await runner.CompleteAsync(run, "out/trace é.csv", "s3://elsewhere/x")).Must(HttpStatusCode.OK);

        JsonNode result = await User.ReadAsync($"jobs/{run.Text("job_id")}/results");
        string[] files = [.. result["output_files"]!.AsArray().Select(file => file!.GetValue<string>())];
        Assert.Equal("s3://elsewhere/x", files[1]);
        ApiReply redirect = await User.GetAsync(files[0]);
        redirect.Must(HttpStatusCode.Redirect);
        Assert.Equal(content, (await User.GetAsync(redirect.Headers.Location!.AbsoluteUri)).Content);
        foreach (string other in new[] { "old.txt", "log.txt", "nothing", "..%2Fx" })
        {
            (await User.GetAsync($"jobs/{run.Text("job_id")}/outputs/{other}")).MustFail(HttpStatusCode.NotFound, "OUTPUT_NOT_FOUND");
        }
    }

    [OwnServiceTheory]
    [InlineData("../x", "files[0].name")]
    [InlineData("/x", "files[0].name")]
    [InlineData("a//b", "files[0].name")]
    [InlineData("http://x/y", "files[0].name")]
    public async Task Names_of_outputs_keep_to_their_place(string name, string path)
    {
        await User.SubmitAsync(Studies.Example(runs: 1, type: _type));
        using TestRunner runner = await TestRunner.RegisterAsync(User, _type);
        JsonNode run = await runner.BeginAsync();
        JsonArray files = new(new JsonObject { ["name"] = name, ["size_bytes"] = 1 });
        Assert.Equal([path], (await runner.ReportAsync(run, "uploads", ("files", files))).Paths());
    }

    [OwnServiceFact]
    public async Task Samples_are_taken_once_and_in_order_and_read_back()
    {
        await User.SubmitAsync(Studies.Example(runs: 1, type: _type));
        using TestRunner runner = await TestRunner.RegisterAsync(User, _type);
        JsonNode run = await runner.BeginAsync();
        JsonNode first = (await runner.SendSamplesAsync(run, 0, (0, 10), (1, 9))).Must(HttpStatusCode.Accepted);
        Assert.Equal((true, 1, "continue"), (first["accepted"]!.GetValue<bool>(), first.Int("next_seq"), first.Text("action")));
        Assert.False((await runner.SendSamplesAsync(run, 0, (0, 10))).Must(HttpStatusCode.Accepted)["accepted"]!.GetValue<bool>());
        Assert.Equal(1, (await runner.SendSamplesAsync(run, 2, (3, 7))).MustFail(HttpStatusCode.Conflict, "SEQUENCE_GAP").Int("next_seq"));
        Assert.Equal(["samples[0].t"], (await runner.SendSamplesAsync(run, 1, (0.5, 7))).Paths());
        ApiReply lines = await runner.Api.SendAsync(
            HttpMethod.Post,
            run.Text("telemetry_url"),
            new StringContent("{\"t\":2,\"values\":{\"altitude_m\":8.5}}\n", null, "application/x-ndjson"),
            ("X-Lynx-Seq", "1"));
        lines.Must(HttpStatusCode.Accepted);
        (await runner.CompleteAsync(run)).Must(HttpStatusCode.OK);

        JsonNode telemetry = (await User.ReadAsync($"jobs/{run.Text("job_id")}/results"))["telemetry_data"]!;
        Assert.Equal((3, 0.0, 2.0), (telemetry.Int("sample_count"), telemetry["first_t"]!.GetValue<double>(), telemetry["last_t"]!.GetValue<double>()));
        ApiReply samples = await User.GetAsync(telemetry.Text("url"));
        Assert.Equal(
            "{\"t\":0,\"values\":{\"altitude_m\":10}}\n{\"t\":1,\"values\":{\"altitude_m\":9}}\n{\"t\":2,\"values\":{\"altitude_m\":8.5}}\n",
            Encoding.UTF8.GetString(samples.Content));
        (await runner.SendSamplesAsync(run, 2, (3, 1))).MustFail(HttpStatusCode.Conflict, "LEASE_LOST");
        (await User.SendAsync(HttpMethod.Post, run.Text("telemetry_url"), new StringContent("""{"seq":2,"samples":[{"t":3,"values":{"\ud800":1}}]}""", null, "application/json")))
            .MustFail(HttpStatusCode.BadRequest, "VALIDATION_ERROR");
        (await User.PostAsync("telemetry/forged", new JsonObject())).MustFail(HttpStatusCode.Conflict, "LEASE_LOST");
        (await User.SendAsync(HttpMethod.Post, run.Text("telemetry_url"), new StringContent(new string(' ', 1_000_001), null, "application/json")))
            .MustFail(HttpStatusCode.RequestEntityTooLarge, "PAYLOAD_TOO_LARGE");
    }

    [OwnServiceFact]
    public async Task The_service_ends_a_run_by_its_samples()
    {
        await User.SubmitAsync(Studies.Example(runs: 1, type: _type));
        using TestRunner runner = await TestRunner.RegisterAsync(User, _type);
        JsonNode run = await runner.BeginAsync();
        Assert.Equal("continue", (await runner.SendSamplesAsync(run, 0, (60, 0))).Must(HttpStatusCode.Accepted).Text("action"));
        Assert.Equal("kill", (await runner.SendSamplesAsync(run, 1, (61.5, -0.4), (62, -1))).Must(HttpStatusCode.Accepted).Text("action"));
        JsonNode job = await User.ReadAsync($"jobs/{run.Text("job_id")}");
        Assert.Equal(
            ("Failed", 0, "Early termination: ground (altitude_m lt 0 m; value -0.4 at t=61.5)"),
            (job.Text("status"), job.Int("retries"), job.Text("error_message")));
        Assert.Equal("kill", await runner.ActionAsync(run));
        (await runner.FailAsync(run)).MustFail(HttpStatusCode.Conflict, "LEASE_LOST");
        Assert.Equal(3, (await User.ReadAsync($"jobs/{run.Text("job_id")}/results"))["telemetry_data"]!.Int("sample_count"));
    }

    [OwnServiceFact]
    public async Task A_runner_reports_an_early_termination_and_partial_results_are_kept()
    {
        await User.SubmitAsync(Studies.Example(runs: 1, type: _type));
        using TestRunner runner = await TestRunner.RegisterAsync(User, _type);
        JsonNode run = await runner.BeginAsync();
        await runner.UploadAsync(run, ("partial.csv", [1, 2]));
        JsonNode failed = (await runner.FailAsync(run, "early_termination", ("condition", "ground"))).Must(HttpStatusCode.OK);
        Assert.Equal(("Failed", "Early termination: ground (altitude_m lt 0 m)"), (failed.Text("status"), failed.Text("error_message")));
        JsonNode result = await User.ReadAsync($"jobs/{run.Text("job_id")}/results");
        Assert.EndsWith("/outputs/partial.csv", Assert.Single(result["output_files"]!.AsArray())!.GetValue<string>(), StringComparison.Ordinal);
    }

    [OwnServiceFact]
    public async Task Conditions_that_are_not_enabled_end_nothing()
    {
        await User.SubmitAsync(Studies.Example(runs: 1, type: _type).With("early_termination.enabled", false));
        using TestRunner runner = await TestRunner.RegisterAsync(User, _type);
        JsonNode run = await runner.BeginAsync();
        Assert.Equal("continue", (await runner.SendSamplesAsync(run, 0, (1, -5))).Must(HttpStatusCode.Accepted).Text("action"));
    }
}
