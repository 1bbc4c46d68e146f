using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.OpenApi;

namespace Kiln.EndToEnd.Tests.Lynx;

/// <summary>Two organisations, keys and runner tokens: what belongs to another does not exist.</summary>
[Collection(LynxDefinition.Name)]
public sealed class TenancyTests(LynxService service)
{
    private readonly string _type = $"t-{Guid.NewGuid():N}";

    private LynxApi User => service.User;

    [OwnServiceFact]
    public async Task What_another_organisation_has_is_not_there_for_its_users()
    {
        string batch = await User.SubmitAsync(Studies.Example(runs: 2, type: _type));
        using TestRunner runner = await TestRunner.RegisterAsync(User, _type);
        JsonNode run = await runner.BeginAsync();
        await runner.UploadAsync(run, ("a.csv", [1]));
        (await runner.SendSamplesAsync(run, 0, (0, 10))).Must(HttpStatusCode.Accepted);
        (await runner.CompleteAsync(run, "a.csv")).Must(HttpStatusCode.OK);
        string job = run.Text("job_id");
        (await User.GetAsync($"jobs/{job}/outputs/a.csv")).Must(HttpStatusCode.Redirect);
        using LynxApi other = await service.JoinAsync("others");

        foreach ((HttpMethod method, string path, string code) in new[]
        {
            (HttpMethod.Get, $"batches/{batch}", "BATCH_NOT_FOUND"),
            (HttpMethod.Get, $"batches/{batch}/jobs", "BATCH_NOT_FOUND"),
            (HttpMethod.Get, $"batches/{batch}/results", "BATCH_NOT_FOUND"),
            (HttpMethod.Post, $"batches/{batch}/cancel", "BATCH_NOT_FOUND"),
            (HttpMethod.Get, $"jobs/{job}", "JOB_NOT_FOUND"),
            (HttpMethod.Get, $"jobs/{job}/results", "JOB_NOT_FOUND"),
            (HttpMethod.Get, $"jobs/{job}/outputs/a.csv", "JOB_NOT_FOUND"),
            (HttpMethod.Get, $"jobs/{job}/telemetry", "JOB_NOT_FOUND"),
            (HttpMethod.Post, $"jobs/{job}/cancel", "JOB_NOT_FOUND"),
            (HttpMethod.Get, $"runners/{runner.Id}", "RUNNER_NOT_FOUND"),
            (HttpMethod.Post, $"runners/{runner.Id}/drain", "RUNNER_NOT_FOUND"),
            (HttpMethod.Post, $"runners/{runner.Id}/resume", "RUNNER_NOT_FOUND"),
            (HttpMethod.Delete, $"runners/{runner.Id}?force=true", "RUNNER_NOT_FOUND"),
        })
        {
            (await other.SendAsync(method, path)).MustFail(HttpStatusCode.NotFound, code);
        }

        Assert.Empty((await other.ReadAsync("batches"))["batches"]!.AsArray());
        Assert.Empty((await other.ReadAsync("runners"))["runners"]!.AsArray());
        JsonNode untouched = await User.ReadAsync($"batches/{batch}");
        Assert.False(untouched["batch"]!["cancel_requested"]!.GetValue<bool>());
        Assert.Equal((1, 1), (untouched["jobs_by_status"]!.Int("Completed"), untouched["jobs_by_status"]!.Int("Pending")));
        Assert.Equal("Idle", (await User.ReadAsync($"runners/{runner.Id}")).Text("status"));
    }

    [OwnServiceFact]
    public async Task Runners_see_the_runs_of_their_organisation_alone()
    {
        using LynxApi other = await service.JoinAsync("rivals");
        string ours = await User.SubmitAsync(Studies.Example(runs: 1, type: _type));
        using TestRunner theirRunner = await TestRunner.RegisterAsync(other, _type);
        Assert.Empty(await theirRunner.ClaimAsync(wait: 0));
        string theirs = await other.SubmitAsync(Studies.Example(runs: 1, type: _type));
        using TestRunner ourRunner = await TestRunner.RegisterAsync(User, _type);
        JsonNode our = await ourRunner.BeginAsync();
        JsonNode their = await theirRunner.BeginAsync();
        Assert.Equal((ours, theirs), (our.Text("batch_id"), their.Text("batch_id")));
        Assert.Empty(await ourRunner.ClaimAsync(wait: 0));
        Assert.Empty(await theirRunner.ClaimAsync(wait: 0));

        // Even with the attempt's own token, which a stranger cannot know.
        JsonArray files = new(new JsonObject { ["name"] = "a", ["size_bytes"] = 1 });
        foreach (ApiReply refused in new[]
        {
            await theirRunner.ReportAsync(our, "start"),
            await theirRunner.CompleteAsync(our),
            await theirRunner.CompleteAsync(our, "a.csv"),
            await theirRunner.FailAsync(our),
            await theirRunner.FailAsync(our, "early_termination", ("condition", "ground")),
            await theirRunner.ReportAsync(our, "cancelled"),
            await theirRunner.ReportAsync(our, "release"),
            await theirRunner.ReportAsync(our, "uploads", ("files", files)),
        })
        {
            refused.MustFail(HttpStatusCode.NotFound, "JOB_NOT_FOUND");
        }

        JsonNode order = await theirRunner.BeatAsync(our);
        Assert.Equal(("kill", "not_found"), (order.Text("action"), order.Text("reason")));
        foreach (string call in new[] { "claim", "heartbeat" })
        {
            (await theirRunner.Api.PostAsync($"runners/{ourRunner.Id}/{call}", new JsonObject())).MustFail(HttpStatusCode.NotFound, "RUNNER_NOT_FOUND");
        }

        Assert.Equal("continue", await ourRunner.ActionAsync(our));
        (await ourRunner.CompleteAsync(our)).Must(HttpStatusCode.OK);
        (await theirRunner.CompleteAsync(their)).Must(HttpStatusCode.OK);
    }

    [OwnServiceFact]
    public async Task An_instance_key_names_a_runner_of_its_organisation()
    {
        using LynxApi other = await service.JoinAsync("namesakes");
        using TestRunner ours = await TestRunner.RegisterAsync(User, TestRunner.Registration(_type, [_type]));
        using TestRunner theirs = await TestRunner.RegisterAsync(other, TestRunner.Registration(_type, [_type]));
        Assert.NotEqual(ours.Id, theirs.Id);
        Assert.Empty(await ours.ClaimAsync(wait: 0));
        Assert.Empty(await theirs.ClaimAsync(wait: 0));
    }

    [OwnServiceFact]
    public async Task A_runner_acts_for_no_other_runner_of_its_organisation()
    {
        using TestRunner one = await TestRunner.RegisterAsync(User, _type);
        using TestRunner sibling = await TestRunner.RegisterAsync(User, _type);
        foreach (string call in new[] { "claim", "heartbeat" })
        {
            (await one.Api.PostAsync($"runners/{sibling.Id}/{call}", new JsonObject())).MustFail(HttpStatusCode.Forbidden, "FORBIDDEN");
        }

        string nobody = Guid.NewGuid().ToString();
        (await one.Api.PostAsync($"runners/{nobody}/claim", new JsonObject())).MustFail(HttpStatusCode.NotFound, "RUNNER_NOT_FOUND");
    }

    [OwnServiceFact]
    public async Task A_runner_token_opens_no_user_path_and_a_key_no_runner_path()
    {
        using TestRunner runner = await TestRunner.RegisterAsync(User, _type);
        using LynxApi user = await service.JoinAsync("paths");
        SurfaceOperation[] operations = [.. (await User.DocumentAsync()).Operations];
        foreach (SurfaceOperation operation in operations.Where(operation => operation.Security is [("apiKey", _), ..]))
        {
            (await runner.Api.SendAsync(operation.Method, Fill(operation.Path))).MustFail(HttpStatusCode.Forbidden, "FORBIDDEN");
        }

        string[] own = [.. operations.Where(operation => operation.Security is [("runnerToken", _)]).Select(operation => operation.Path)];
        Assert.Equal(8, own.Length);
        foreach (string path in own)
        {
            (await user.PostAsync(Fill(path), new JsonObject())).MustFail(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
        }

        string Fill(string path) => path.TrimStart('/').Replace("{id}", runner.Id, StringComparison.Ordinal).Replace("{name}", "x", StringComparison.Ordinal);
    }

    [OwnServiceFact]
    public async Task A_key_for_runners_registers_them_and_opens_nothing_else()
    {
        string key = await service.Service.MakeKeyAsync("scoped", "runners");
        using LynxApi rig = new(User.Root, key);
        using LynxApi user = new(User.Root, await service.Service.MakeKeyAsync("scoped", "jobs"));
        using TestRunner runner = await TestRunner.RegisterAsync(rig, _type);
        JsonNode refusal = (await user.PostAsync("runners", TestRunner.Registration("rig"))).MustFail(HttpStatusCode.Forbidden, "FORBIDDEN");
        Assert.Equal("This needs scope runners; the key is limited to jobs", refusal.Text("message"));
        (await rig.PostAsync("jobs", Studies.Example())).MustFail(HttpStatusCode.Forbidden, "FORBIDDEN");
        (await rig.GetAsync($"runners/{runner.Id}")).MustFail(HttpStatusCode.Forbidden, "FORBIDDEN");

        await user.SubmitAsync(Studies.Example(runs: 1, type: _type));
        JsonNode run = await runner.BeginAsync();
        (await runner.CompleteAsync(run)).Must(HttpStatusCode.OK);
        Assert.Equal("Completed", (await user.ReadAsync($"jobs/{run.Text("job_id")}")).Text("status"));
    }
}
