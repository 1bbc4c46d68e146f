using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Batches;

/// <summary>The batches API in the forms that tests use most.</summary>
internal static class BatchesApi
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>A submission of so many jobs that do nothing.</summary>
    public static JsonObject Noops(int count, JsonObject? defaults = null)
    {
        JsonObject body = new()
        {
            ["type"] = "noop",
            ["items"] = new JsonArray([.. Enumerable.Range(0, count).Select(index => new JsonObject { ["name"] = $"job {index}" })]),
        };
        if (defaults is not null)
        {
            body["defaults"] = defaults;
        }

        return body;
    }

    /// <summary>Submits a batch and returns its id.</summary>
    public static async Task<string> SubmitBatchAsync(this KilnApi api, JsonObject body) =>
        (await api.PostJsonAsync("batches", body)).Data(HttpStatusCode.Accepted)["id"]!.GetValue<string>();

    /// <summary>A batch's payload; its counts must sum to its total.</summary>
    public static async Task<JsonNode> ReadBatchAsync(this KilnApi api, string id)
    {
        var batch = (await api.GetAsync($"batches/{id}")).Data(HttpStatusCode.OK);
        Assert.Equal(
            batch["total"]!.GetValue<int>(), batch["counts"]!.AsObject().Sum(count => count.Value!.GetValue<int>()));
        return batch;
    }

    /// <summary>Reads a batch until a condition holds.</summary>
    public static async Task<JsonNode> WaitForBatchAsync(this KilnApi api, string id, Func<JsonNode, bool> condition)
    {
        long deadline = Environment.TickCount64 + 120_000;
        using var pause = new PeriodicTimer(Pause);
        while (true)
        {
            var batch = await api.ReadBatchAsync(id);
            if (condition(batch))
            {
                return batch;
            }

            Assert.True(Environment.TickCount64 < deadline, $"The condition does not hold for the batch, which stands at:\n{batch}");
            await pause.WaitForNextTickAsync();
        }
    }

    /// <summary>Asks again until an answer is as it should be.</summary>
    public static async Task WaitForAsync(this KilnApi api, string path, Func<ApiReply, bool> condition)
    {
        long deadline = Environment.TickCount64 + 60_000;
        using var pause = new PeriodicTimer(Pause);
        while (!condition(await api.GetAsync(path)))
        {
            Assert.True(Environment.TickCount64 < deadline, $"{path} does not come to be as it should");
            await pause.WaitForNextTickAsync();
        }
    }

    /// <summary>Reads a batch until it has ended.</summary>
    public static Task<JsonNode> WaitForBatchEndAsync(this KilnApi api, string id) =>
        api.WaitForBatchAsync(id, batch => batch["completedAt"] is not null);

    /// <summary>All jobs of a batch, in the order of the listing.</summary>
    public static async Task<IReadOnlyList<JsonNode>> ListBatchJobsAsync(this KilnApi api, string id, string filter = "")
    {
        List<JsonNode> jobs = [];
        string cursor = "";
        do
        {
            var page = (await api.GetAsync($"batches/{id}/jobs?limit=200{filter}{cursor}")).Body;
            jobs.AddRange(page["data"]!.AsArray().Select(job => job!));
            cursor = page["meta"]!["next"] is { } next ? $"&cursor={Uri.EscapeDataString(next.GetValue<string>())}" : "";
        }
        while (cursor.Length > 0);
        return jobs;
    }
}
