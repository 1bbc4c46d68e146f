using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Kiln.Cli.Tests.Fakes;

/// <summary>A service that answers as the contract says, with one job whose fate each test decides.</summary>
internal sealed class FakeService : IAsyncDisposable
{
    public const string JobId = "0195a3c0-7b1e-7c44-9d0a-2f6f0c1d9e11";

    private readonly WebApplication _application;
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _reads;

    private FakeService(WebApplication application) => _application = application;

    /// <summary>The status after each read; the last one stays.</summary>
    public string[] Statuses { get; init; } = ["queued", "running", "completed"];

    /// <summary>Whether the service has an event log.</summary>
    public bool HasEvents { get; init; } = true;

    /// <summary>What submissions are refused with; null to accept them.</summary>
    public (int Status, string Body)? Refusal { get; init; }

    /// <summary>How many requests are answered 503 before the service works.</summary>
    public int Stumbles { get; set; }

    /// <summary>How many downloads of the result break off in the middle.</summary>
    public int BrokenDownloads { get; set; }

    public Uri Url => new(_application.Urls.Single());

    public ConcurrentQueue<SeenRequest> Requests { get; } = new();

    public static async Task<FakeService> StartAsync(Func<WebApplication, FakeService>? make = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var service = (make ?? (app => new FakeService(app)))(application);
        application.Use(service.RecordAsync);
        service.Map(application);
        await application.StartAsync();
        return service;
    }

    public static Task<FakeService> WithStatusesAsync(params string[] statuses) =>
        StartAsync(application => new FakeService(application) { Statuses = statuses });

    public static Task<FakeService> WithoutEventsAsync() => StartAsync(application => new FakeService(application) { HasEvents = false });

    public static Task<FakeService> RefusingAsync(int status, string body) =>
        StartAsync(application => new FakeService(application) { Refusal = (status, body) });

    public SeenRequest Seen(string method, string path) =>
        Requests.Single(request => request.Method == method && request.Path == path);

    /// <summary>Completes when the job has been read for the first time.</summary>
    public Task FirstReadAsync() => _read.Task;

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private async Task RecordAsync(HttpContext context, RequestDelegate next)
    {
        if (Stumbles > 0)
        {
            Stumbles--;
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        context.Request.EnableBuffering();
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        context.Request.Body.Position = 0;
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync() : null;
        Requests.Enqueue(new SeenRequest(
            context.Request.Method,
            context.Request.Path,
            context.Request.QueryString.Value ?? "",
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()),
            form?.ToDictionary(field => field.Key, field => field.Value.ToString()) ?? [],
            body.ToArray()));
        await next(context);
    }

    private void Map(WebApplication application)
    {
        var api = application.MapGroup("/api");
        api.MapPost("/conversions", () => Refusal is { } refusal
            ? Results.Content(refusal.Body, "application/problem+json", null, refusal.Status)
            : Results.Content(Payload("queued").ToJsonString(), "application/json", null, 202));
        api.MapPost("/uploads", () => Json(new JsonObject
        {
            ["data"] = new JsonObject
            {
                ["upload_id"] = "upload-1",
                ["upload"] = new JsonObject
                {
                    ["method"] = "PUT",
                    ["url"] = new Uri(Url, "/content/upload-1?signature=s").AbsoluteUri,
                    ["headers"] = new JsonObject { ["x-blob-type"] = "BlockBlob", ["Content-Type"] = "application/octet-stream" },
                },
            },
        }));
        application.MapPut("/content/upload-1", () => Results.StatusCode(201));
        application.MapGet("/content/clean.glb", () => Results.Bytes("clean"u8.ToArray()));
        api.MapGet("/health", () => Results.Ok());
        api.MapGet("/conversions/{id}", (string id) => id == JobId ? Json(Payload(NextStatus())) : NotFound());
        api.MapGet("/conversions", () => Json(new JsonObject
        {
            ["data"] = new JsonArray(Payload("completed")["data"]!.DeepClone()),
            ["meta"] = new JsonObject { ["page"] = 1, ["pageSize"] = 25, ["pageCount"] = 1, ["total"] = 1 },
        }));
        api.MapPost("/conversions/{id}/cancel", () =>
        {
            _cancelled.TrySetResult();
            return Json(Payload("cancelled"));
        });
        api.MapGet("/conversions/{id}/events", (long after) => HasEvents ? Json(Events(after)) : NotFound());
        api.MapGet("/conversions/{id}/result", SendResultAsync);
    }

    private async Task SendResultAsync(HttpContext context)
    {
        byte[] archive = Archive();
        context.Response.ContentLength = archive.Length;
        if (BrokenDownloads == 0)
        {
            await context.Response.Body.WriteAsync(archive);
            return;
        }

        // Less than announced: the server closes the connection after it.
        BrokenDownloads--;
        await context.Response.Body.WriteAsync(archive.AsMemory(0, archive.Length / 2));
    }

    private string NextStatus()
    {
        _read.TrySetResult();
        return _cancelled.Task.IsCompleted ? "cancelled" : Statuses[Math.Min(Interlocked.Increment(ref _reads), Statuses.Length) - 1];
    }

    private JsonObject Payload(string status) => new()
    {
        ["data"] = new JsonObject
        {
            ["id"] = JobId,
            ["status"] = status,
            ["stage"] = status == "running" ? "physics" : null,
            ["progress"] = status switch { "completed" => 100, "running" => 40, _ => 0 },
            ["filename"] = "box.glb",
            ["job_type"] = "glb_to_simready",
            ["createdAt"] = "2026-03-02T09:15:00.120Z",
            ["credits_charged"] = status == "completed" ? 1 : 0,
            ["error"] = status == "failed" ? "Mesh 'lid' has no triangles." : null,
            ["failure"] = status == "failed" ? new JsonObject { ["code"] = "VALIDATION_ERROR" } : null,
            ["report"] = status == "completed" ? Report() : null,
            ["output"] = new JsonObject
            {
                ["glb"] = status == "completed"
                    ? new JsonObject { ["url"] = new Uri(Url, "/content/clean.glb").AbsoluteUri, ["name"] = "clean.glb", ["size"] = 5 }
                    : null,
            },
        },
    };

    private static JsonObject Report() => JsonNode.Parse("""
        {"mass_kg":12.5,"density_kg_m3":650,"mass_method":"exact","material":{"name":"wood","source":"name","confidence":0.7},
         "friction":{"static":0.5,"dynamic":0.4},"restitution":0.3,"collision":{"hull_count":7,"iou":0.98765,"hausdorff_m":0.0123},
         "geometry":{"triangles":1234,"parts":3,"watertight":true,"bounds_m":{"min":[-0.5,-0.25,0],"max":[0.5,0.25,0.75]}},
         "validation":{"passed":true,"skipped":false,"rules":[{"code":"UN.001","result":"pass","message":"ok"}]}}
        """)!.AsObject();

    private static JsonObject Events(long after) => new()
    {
        ["data"] = new JsonArray([.. Enumerable.Range(1, 3).Where(number => number > after).Select(number => (JsonNode)new JsonObject
        {
            ["sequence"] = number,
            ["type"] = number == 3 ? "job.succeeded" : "job.progress",
            ["time"] = "2026-03-02T09:15:01.000Z",
            ["data"] = new JsonObject { ["number"] = number },
        })]),
        ["meta"] = new JsonObject { ["last"] = 3, ["terminal"] = true },
    };

    private static byte[] Archive()
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (string name in (string[])["usd/box/box.usd", "usd/box/textures/wood.png", "mjcf/box/box.xml", "report.json"])
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write("content"u8);
            }
        }

        return stream.ToArray();
    }

    private static IResult Json(JsonNode body) => Results.Content(body.ToJsonString(), "application/json");

    private static IResult NotFound() => Results.Content(
        """{"error":"Conversion job not found","code":"NOT_FOUND"}""", "application/problem+json", null, 404);
}

/// <summary>A request that the fake service got.</summary>
internal sealed record SeenRequest(
    string Method,
    string Path,
    string Query,
    IReadOnlyDictionary<string, string> Headers,
    IReadOnlyDictionary<string, string> Form,
    byte[] Body);
