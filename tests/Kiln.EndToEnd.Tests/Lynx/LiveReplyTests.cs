using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.OpenApi;

namespace Kiln.EndToEnd.Tests.Lynx;

/// <summary>Every operation is asked, so that what it answers is what the document says (<see cref="LynxApi"/> holds each reply against it).</summary>
public sealed class LiveReplyTests
{
    [OwnServiceFact]
    public async Task Every_operation_answers_as_the_document_says()
    {
        await using KilnService service = await KilnService.StartAsync(
            [.. LynxService.Settings.Where(setting => !setting.Contains("Anonymous", StringComparison.Ordinal))]);
        using LynxApi user = new(service.Api.Url, await service.MakeKeyAsync("development"));
        (await user.GetAsync("healthz")).Must(HttpStatusCode.OK);
        (await user.GetAsync("openapi.json")).Must(HttpStatusCode.OK);
        JsonNode study = Studies.Example(runs: 6).With("compute.max_parallel_jobs", 3).With("compute.max_retries", 0);
        study["labels"] = new JsonObject { ["k"] = "v" };
        string batch = await user.SubmitAsync(study);
        await user.JobsAsync(batch);
        using TestRunner runner = await TestRunner.RegisterAsync(user, "parafoil");
        (await user.GetAsync($"runners/{runner.Id}")).Must(HttpStatusCode.OK);
        (await user.GetAsync("runners")).Must(HttpStatusCode.OK);

        JsonNode done = await runner.BeginAsync();
        await runner.UploadAsync(done, ("a.csv", [1]));
        (await runner.SendSamplesAsync(done, 0, (0, 10))).Must(HttpStatusCode.Accepted);
        Assert.Equal("continue", (await runner.BeatAsync(done, progress: 5)).Text("action"));
        (await runner.ReportAsync(done, "complete", ("execution_time_secs", 1), ("output_files", new JsonArray("a.csv")), ("metadata", new JsonObject { ["n"] = 1 })))
            .Must(HttpStatusCode.OK);
        (await runner.FailAsync(await runner.BeginAsync())).Must(HttpStatusCode.OK);
        (await runner.ReportAsync(await runner.ClaimOneAsync(), "release")).Must(HttpStatusCode.OK);
        JsonNode cancelled = await runner.BeginAsync();
        (await user.PostAsync($"jobs/{cancelled.Text("job_id")}/cancel")).Must(HttpStatusCode.Accepted);
        Assert.Equal("cancel", await runner.ActionAsync(cancelled));
        (await runner.ReportAsync(cancelled, "cancelled", ("execution_time_secs", 1))).Must(HttpStatusCode.OK);

        foreach (string job in new[] { done.Text("job_id"), cancelled.Text("job_id") })
        {
            (await user.GetAsync($"jobs/{job}")).Must(HttpStatusCode.OK);
        }

        (await user.GetAsync($"jobs/{done.Text("job_id")}/results")).Must(HttpStatusCode.OK);
        (await user.GetAsync($"jobs/{done.Text("job_id")}/outputs/a.csv")).Must(HttpStatusCode.Redirect);
        (await user.GetAsync($"jobs/{done.Text("job_id")}/telemetry")).Must(HttpStatusCode.OK);
        (await user.GetAsync($"batches/{batch}/results")).Must(HttpStatusCode.OK);
        (await user.GetAsync("batches?status=Running")).Must(HttpStatusCode.OK);
        (await user.PostAsync($"batches/{batch}/cancel")).Must(HttpStatusCode.Accepted);
        (await user.PostAsync($"runners/{runner.Id}/drain")).Must(HttpStatusCode.OK);
        (await runner.Api.PostAsync($"runners/{runner.Id}/claim", new JsonObject())).Must(HttpStatusCode.NoContent);
        (await user.PostAsync($"runners/{runner.Id}/resume")).Must(HttpStatusCode.OK);
        (await user.SendAsync(HttpMethod.Delete, $"runners/{runner.Id}")).Must(HttpStatusCode.NoContent);

        SurfaceDocument document = await user.DocumentAsync();
        Assert.Empty(document.Uncalled);
        foreach (SurfaceOperation operation in document.Operations.Where(operation => operation.Security is [("apiKey", _), ..]))
        {
            using LynxApi stranger = new(user.Root, "no-such-key");
            using LynxApi nobody = new(user.Root);
            string path = operation.Path.TrimStart('/').Replace("{id}", batch, StringComparison.Ordinal).Replace("{name}", "x", StringComparison.Ordinal);
            (await stranger.SendAsync(operation.Method, path)).MustFail(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
            (await nobody.SendAsync(operation.Method, path)).MustFail(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
        }
    }
}
