using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Kiln.Client.Tests.Fakes;

/// <summary>The task endpoints in memory: hands out what a test adds, notes every report, answers as the test says.</summary>
internal sealed class FakeTaskService : HttpMessageHandler
{
    private readonly Channel<string> _ready = Channel.CreateUnbounded<string>();
    private readonly ConcurrentQueue<TaskCall> _calls = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<TaskCall>> _awaited = new();

    /// <summary>Answers a call before the service's own answer; null lets it pass.</summary>
    public Func<TaskCall, HttpResponseMessage?> Interfere { get; set; } = _ => null;

    /// <summary>What a heartbeat or progress report learns: cancel, pause.</summary>
    public (bool Cancel, bool Pause) Signals { get; set; }

    /// <summary>How long a lease is good for; negative for one that has ended as it is given.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(1);

    public IReadOnlyList<TaskCall> Calls => [.. _calls];

    public KilnClient Client() => new(
        new KilnClientOptions { ServiceUrl = new Uri("http://service.test/"), Tries = 1 }, this);

    public void Add(string taskId) => Assert.True(_ready.Writer.TryWrite(taskId));

    /// <summary>Completes with the first call of a verb.</summary>
    public Task<TaskCall> WhenCalled(string verb) => Awaited(verb).Task.WaitAsync(TimeSpan.FromSeconds(30));

    public static HttpResponseMessage Refuse(HttpStatusCode status, string code) => Json(
        status, new JsonObject { ["error"] = "No", ["code"] = code });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string[] path = request.RequestUri!.AbsolutePath.Split('/');
        JsonObject body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!.AsObject();
        TaskCall call = new(path[^1], path.Length > 5 ? path[^2] : null, body);
        _calls.Enqueue(call);
        Awaited(call.Verb).TrySetResult(call);
        return Interfere(call) ?? await AnswerAsync(call, cancellationToken);
    }

    private static HttpResponseMessage Json(HttpStatusCode status, JsonObject body) =>
        new(status) { Content = new StringContent(body.ToJsonString(), null, "application/json") };

    private TaskCompletionSource<TaskCall> Awaited(string verb) =>
        _awaited.GetOrAdd(verb, _ => new TaskCompletionSource<TaskCall>(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task<HttpResponseMessage> AnswerAsync(TaskCall call, CancellationToken cancellationToken)
    {
        DateTimeOffset leaseEnd = DateTimeOffset.UtcNow + Lease;
        JsonObject data = call.Verb switch
        {
            "claim" => new JsonObject
            {
                ["job_id"] = "job",
                ["task_id"] = await _ready.Reader.ReadAsync(cancellationToken),
                ["attempt"] = 1,
                ["data"] = new JsonObject { ["tile"] = 7 },
                ["lease_token"] = "secret",
                ["lease_expires_at"] = leaseEnd,
            },
            _ => new JsonObject { ["cancel"] = Signals.Cancel, ["pause"] = Signals.Pause, ["lease_expires_at"] = leaseEnd },
        };
        return Json(HttpStatusCode.OK, new JsonObject { ["data"] = data });
    }
}
