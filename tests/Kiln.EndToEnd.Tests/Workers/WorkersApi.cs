using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Workers;

/// <summary>The worker's side of the canonical API in the forms that tests use most.</summary>
internal static class WorkersApi
{
    /// <summary>Submits a job of stages for workers and returns its id.</summary>
    public static async Task<string> SubmitWorkAsync(this KilnApi api, JsonArray stages, JsonObject? more = null)
    {
        var body = new JsonObject { ["type"] = "work", ["stages"] = stages };
        foreach (var (name, value) in more ?? [])
        {
            body[name] = value?.DeepClone();
        }

        return (await api.PostJsonAsync("jobs", body)).Data(HttpStatusCode.Accepted)["id"]!.GetValue<string>();
    }

    /// <summary>A stage of tasks without data.</summary>
    public static JsonObject Stage(string type, int tasks, int maxAttempts = 1, double retrySeconds = 0) => new()
    {
        ["type"] = type,
        ["max_attempts"] = maxAttempts,
        ["retry"] = new JsonObject { ["first_delay_seconds"] = retrySeconds, ["factor"] = 1, ["max_delay_seconds"] = retrySeconds },
        ["tasks"] = new JsonArray([.. Enumerable.Range(0, tasks).Select(number => (JsonNode)new JsonObject { ["data"] = number })]),
    };

    /// <summary>Takes a task; null when there is none.</summary>
    public static async Task<TakenTask?> ClaimAsync(
        this KilnApi api, string type, string worker = "w", int waitSeconds = 0, int leaseSeconds = 60, JsonObject? more = null)
    {
        var body = more ?? [];
        body["types"] = new JsonArray(type);
        body["worker"] = worker;
        body["wait_seconds"] = waitSeconds;
        body["lease_seconds"] = leaseSeconds;
        var reply = await api.PostJsonAsync("tasks/claim", body);
        return reply.Status == HttpStatusCode.NoContent ? null : new TakenTask(reply.Data(HttpStatusCode.OK));
    }

    /// <summary>Reports on a task.</summary>
    public static Task<ApiReply> ReportAsync(this KilnApi api, TakenTask task, string verb, JsonObject? more = null)
    {
        var body = more ?? [];
        body["lease_token"] = task.Token;
        return api.PostJsonAsync($"jobs/{task.JobId}/tasks/{task.TaskId}/{verb}", body);
    }
}
