using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Kiln.EndToEnd.Tests.EventGrid;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Models;

namespace Kiln.EndToEnd.Tests.OpenApi;

/// <summary>A service of its own, asked for every operation that its document names: what it answers is what the document says.</summary>
public sealed class LiveReplyTests
{
    private const string Unknown = "0195a3c0-7b1e-7c44-9d0a-2f6f0c1d9e11";
    private static readonly string[] Public = ["GetOpenApi", "GetPricing", "Health"];

    [OwnServiceFact]
    public async Task Replies_are_as_the_document_says()
    {
        await using var service = await KilnService.StartAsync($"--Kiln:EventGrid:DeliveryKeys:0={EventGridSender.Key}");
        var live = await LiveDocument.ReadAsync(service);
        var api = service.Api;
        string masterKey = live.MasterKey;
        string id = await api.SubmitForIdAsync("open.obj", Encoding.ASCII.GetBytes("v 0 0 0\n"), ("labels", """{"k":"v"}"""));
        await api.WaitForRefundAsync(id);
        string done = await api.SubmitForIdAsync("crate.glb", SampleFiles.Box);
        await api.WaitForCompletionAsync(done);

        await live.SendAsync("SubmitConversion", 202, "conversions", KilnApi.Form("crate.glb", SampleFiles.Box));
        await live.SendAsync("SubmitConversion", 400, "conversions", Json("{}"));
        await live.SendAsync("SubmitConversion", 422, "conversions", KilnApi.Form("crate.glb", SampleFiles.Box, ("colour", "red")));
        await live.SendAsync("GetConversion", 200, $"conversions/{id}");
        await live.SendAsync("GetConversion", 200, $"conversions/{done}");
        await live.SendAsync("GetConversion", 404, $"conversions/{Unknown}");
        await live.SendAsync("ListConversions", 200, "conversions?label=k:v&status=failed");
        await live.SendAsync("ListConversions", 422, "conversions?page=0");
        await live.SendAsync("GetConversionEvents", 200, $"conversions/{done}/events");
        await live.SendAsync("GetConversionEvents", 422, $"conversions/{done}/events?wait=99");
        await live.SendAsync("GetConversionResult", 200, $"conversions/{done}/result");
        await live.SendAsync("GetConversionResult", 409, $"conversions/{id}/result");
        await live.SendAsync("GetConversionResult", 400, $"conversions/{id}/result?format=x");
        await live.SendAsync("GetPricing", 200, "conversions/pricing");
        foreach (string verb in (string[])["Cancel", "Pause", "Resume"])
        {
            await live.SendAsync($"{verb}Conversion", 409, $"conversions/{done}/{verb.ToLowerInvariant()}");
            await live.SendAsync($"{verb}Job", 409, $"jobs/{done}/{verb.ToLowerInvariant()}");
            await live.SendAsync($"{verb}Job", 412, $"jobs/{done}/{verb.ToLowerInvariant()}", headers: ("If-Match", "\"1\""));
        }

        await live.SendAsync("RetryConversion", 409, $"conversions/{done}/retry");
        await live.SendAsync("RetryConversion", 202, $"conversions/{id}/retry");
        await live.SendAsync("SubmitJob", 202, "jobs", Json("""{"type":"noop"}"""));
        var work = await live.SendAsync("SubmitJob", 202, "jobs", Json("""{"type":"work","sealed":false}"""));
        string worked = $"jobs/{work.Body["data"]!["id"]}";
        await live.SendAsync("AddStage", 201, $"{worked}/stages", Json("""{"id":"s","type":"a","tasks":[{"data":1}]}"""));
        await live.SendAsync("AddStage", 422, $"{worked}/stages", Json("{}"));
        await live.SendAsync("AddTasks", 201, $"{worked}/stages/s/tasks", Json("""{"tasks":[{"id":"t"}]}"""));
        await live.SendAsync("AddTasks", 404, $"{worked}/stages/none/tasks", Json("""{"tasks":[{}]}"""));
        await live.SendAsync("SealJob", 200, $"{worked}/seal");
        await live.SendAsync("AddStage", 409, $"{worked}/stages", Json("""{"type":"b"}"""));
        await live.SendAsync("SubmitJob", 422, "jobs", Json("""{"type":"none"}"""));
        await live.SendAsync("RetryJob", 409, $"jobs/{done}/retry");
        await live.SendAsync("ApproveJob", 409, $"jobs/{done}/approve");
        await live.SendAsync("GetJob", 200, $"jobs/{done}");
        await live.SendAsync("GetJob", 304, $"jobs/{done}", headers: ("If-None-Match", "*"));
        await live.SendAsync("GetJob", 404, $"jobs/{Unknown}");
        await live.SendAsync("GetJobStages", 200, $"jobs/{done}/stages");
        await live.SendAsync("GetJobEvents", 200, $"jobs/{done}/events");
        await live.SendAsync("ListJobs", 200, "jobs?limit=1");
        await live.SendAsync("ListJobs", 422, "jobs?cursor=nonsense");
        await live.SendAsync("ListDeadLetters", 200, "dead-letters");
        await live.SendAsync("RedriveDeadLetter", 409, $"dead-letters/{done}/redrive");
        await live.SendAsync("RedriveDeadLetters", 202, "dead-letters/redrive", Json("""{"filter":{"type":"none"}}"""));
        await live.SendAsync("RedriveDeadLetters", 415, "dead-letters/redrive", new StringContent("x"));
        var batch = await live.SendAsync("SubmitBatch", 202, "batches", Json("""{"type":"noop","items":[{},{"delay_seconds":60}]}"""));
        string many = $"batches/{batch.Body["data"]!["id"]}";
        await live.SendAsync("SubmitBatch", 422, "batches", Json("""{"type":"noop","items":[]}"""));
        await live.SendAsync("GetBatch", 200, many);
        await live.SendAsync("GetBatch", 404, $"batches/{Unknown}");
        await live.SendAsync("ListBatches", 200, "batches?status=pending");
        await live.SendAsync("ListBatches", 422, "batches?status=x");
        await live.SendAsync("ListBatchJobs", 200, $"{many}/jobs");
        await live.SendAsync("ListBatchJobs", 422, $"{many}/jobs?limit=0");
        await live.SendAsync("GetBatchEvents", 200, $"{many}/events");
        await live.SendAsync("GetBatchEvents", 404, $"batches/{Unknown}/events");
        await live.SendAsync("GetBatchEvents", 422, $"{many}/events?wait=99");
        await live.SendAsync("GetBatchResult", 409, $"{many}/result");
        await live.SendAsync("CancelBatch", 202, $"{many}/cancel");
        await live.SendAsync("DeleteBatch", 404, $"batches/{Unknown}");
        await live.SendAsync("CancelBatch", 404, $"batches/{Unknown}/cancel");
        await live.SendAsync("GetAccount", 200, "account");
        await live.SendAsync("GetAccount", 422, "account?cursor=nonsense");
        await live.SendAsync("GetMe", 200, "me");
        await live.SendAsync("CreateUpload", 201, "uploads", Json("""{"filename":"a.glb","size_bytes":10}"""), ("Idempotency-Key", "one"));
        await live.SendAsync("CreateUpload", 422, "uploads", Json("""{"filename":"a.glb","size_bytes":11}"""), ("Idempotency-Key", "one"));
        var upload = await live.SendAsync("CreateUpload", 201, "uploads", Json("""{"filename":"a.glb","size_bytes":10}"""), ("Idempotency-Key", "one"));
        Assert.Equal("true", Assert.Single(upload.Headers.GetValues("Idempotency-Replayed")));
        await live.SendAsync("GetUpload", 200, $"uploads/{upload.Body["data"]!["upload_id"]}");
        await live.SendAsync("GetUpload", 404, $"uploads/{Unknown}");
        await live.SendAsync("Health", 200, "health");
        await live.SendAsync("GetOpenApi", 200, "openapi.json");
        await live.SendAsync("DeleteJob", 204, $"jobs/{done}");
        await live.SendAsync("DeleteJob", 404, $"jobs/{Unknown}");
        var webhook = await live.SendAsync("CreateWebhook", 201, "webhooks", Json("""{"url":"https://kiln.invalid/hook"}"""));
        string hook = $"webhooks/{webhook.Body["data"]!["id"]}";
        await live.SendAsync("CreateWebhook", 422, "webhooks", Json("""{"url":"ftp://x"}"""));
        await live.SendAsync("ListWebhooks", 200, "webhooks");
        await live.SendAsync("GetWebhook", 200, hook);
        await live.SendAsync("GetWebhook", 404, $"webhooks/{Unknown}");
        await live.SendAsync("UpdateWebhook", 200, hook, Json("""{"enabled":false}"""));
        await live.SendAsync("TestWebhook", 200, $"{hook}/test");
        await live.SendAsync("ReplayWebhook", 409, $"{hook}/replay", Json("""{"since":"2026-01-01T00:00:00Z"}"""));
        await live.SendAsync("ListDeliveries", 200, $"{hook}/deliveries");
        await live.SendAsync("RotateWebhookSecret", 200, $"{hook}/rotate");
        await live.SendAsync("GetCallbackSecret", 200, "callback-secret");
        await live.SendAsync("RotateCallbackSecret", 200, "callback-secret/rotate");
        await live.SendAsync("DeleteWebhook", 204, hook);
        const string blobs = $"eventgrid/blobs?code={EventGridSender.Key}";
        await live.SendAsync("ReceiveBlobEvents", 200, blobs, Json(EventGridSender.Validation("4711").ToJsonString()));
        await live.SendAsync("ReceiveBlobEvents", 200, blobs, Json($"[{EventGridSender.BlobCreated("outputs", "a", null).ToJsonString()}]"));
        await live.SendAsync("ReceiveBlobEvents", 400, blobs, Json("[1]"));
        await live.SendAsync("ReceiveBlobEvents", 401, "eventgrid/blobs", Json("[]"));
        await live.SendAsync("ConsentToBlobEvents", 200, blobs, null, ("WebHook-Request-Origin", "eventgrid.azure.net"));
        await live.SendAsync("ConsentToBlobEvents", 400, blobs);
        var admin = ("x-functions-key", masterKey);
        const string organisation = "operator/organisations/acme";
        await live.SendAsync("GrantCredits", 201, $"{organisation}/grants", Json("""{"amount":5}"""), admin);
        await live.SendAsync("GrantCredits", 422, $"{organisation}/grants", Json("""{"amount":0}"""), admin);
        var key = await live.SendAsync("CreateKey", 201, $"{organisation}/keys", Json("""{"name":"k"}"""), admin);
        await live.SendAsync("ListKeys", 200, $"{organisation}/keys", null, admin);
        await live.SendAsync("RevokeKey", 204, $"{organisation}/keys/{key.Body["data"]!["id"]}", null, admin);

        await AskAsAWorkerAsync(live);

        Assert.Empty(live.Uncalled());
    }

    [OwnServiceFact]
    public async Task Every_operation_asks_for_the_key_that_the_document_says()
    {
        await using var service = await KilnService.StartAsync();
        var live = await LiveDocument.ReadAsync(service);
        foreach (var (name, method, path) in live.Operations())
        {
            var address = new Uri(service.Api.Url, path.Replace("{organisation}", "acme", StringComparison.Ordinal).Replace("{id}", Unknown, StringComparison.Ordinal));
            var reply = await service.Api.SendPlainAsync(method, address);
            Assert.True(
                Public.Contains(name) ? reply.Status == HttpStatusCode.OK : reply.Status == HttpStatusCode.Unauthorized,
                $"{name} answered {(int)reply.Status} without a key");
        }
    }

    private static async Task AskAsAWorkerAsync(LiveDocument live)
    {
        await live.SendAsync("SubmitJob", 202, "jobs", Json("""{"type":"work","stages":[{"type":"live","tasks":[{"data":{"n":1}},{},{}]}]}"""));
        await live.SendAsync("ClaimTask", 204, "tasks/claim", Json("""{"types":["none"],"worker":"w"}"""));
        await live.SendAsync("ClaimTask", 422, "tasks/claim", Json("""{"types":[],"worker":"w","wait_seconds":99}"""));
        var first = await ClaimAsync();
        await live.SendAsync("StartTask", 200, $"{first.Path}/start", first.Report());
        await live.SendAsync("StartTask", 404, $"jobs/{Unknown}/tasks/none/start", first.Report());
        await live.SendAsync("RenewTask", 200, $"{first.Path}/heartbeat", first.Report());
        await live.SendAsync("RenewTask", 422, $"{first.Path}/heartbeat", Json("{}"));
        await live.SendAsync("ReportTask", 200, $"{first.Path}/progress", first.Report(""","percent":10,"step":"half" """));
        await live.SendAsync("CompleteTask", 200, $"{first.Path}/complete", first.Report(""","result":{"ok":true}"""));
        await live.SendAsync("ReportTask", 409, $"{first.Path}/progress", first.Report(""","percent":20"""));
        var second = await ClaimAsync();
        await live.SendAsync("ReleaseTask", 200, $"{second.Path}/release", second.Report());
        var third = await ClaimAsync();
        await live.SendAsync("FailTask", 200, $"{third.Path}/fail", third.Report(""","message":"no" """));

        async Task<Attempt> ClaimAsync()
        {
            var task = (await live.SendAsync("ClaimTask", 200, "tasks/claim", Json("""{"types":["live"],"worker":"w"}"""))).Body["data"]!;
            return new Attempt($"jobs/{task["job_id"]}/tasks/{task["task_id"]}", task["lease_token"]!.GetValue<string>());
        }
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    private sealed record Attempt(string Path, string Token)
    {
        public StringContent Report(string more = "") => Json($$"""{"lease_token":"{{Token}}"{{more}}}""");
    }
}
