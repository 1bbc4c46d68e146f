using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Jobs;

/// <summary>The canonical jobs API in the forms that tests use most.</summary>
internal static class JobsApi
{
    private static readonly string[] Terminal = ["succeeded", "failed", "timed_out", "cancelled"];

    /// <summary>Submits a job and returns its id.</summary>
    public static async Task<string> SubmitJobAsync(this KilnApi api, JsonObject body) =>
        (await api.PostJsonAsync("jobs", body)).Data(HttpStatusCode.Accepted)["id"]!.GetValue<string>();

    /// <summary>Uploads a file and returns the upload's id.</summary>
    public static async Task<string> UploadAsync(this KilnApi api, string fileName, byte[] content)
    {
        var upload = (await api.PostJsonAsync("uploads", new JsonObject { ["filename"] = fileName, ["size_bytes"] = content.Length }))
            .Data(HttpStatusCode.Created);
        var target = upload["upload"]!;
        var put = await api.SendPlainAsync(
            HttpMethod.Put,
            new Uri(target["url"]!.GetValue<string>()),
            new ByteArrayContent(content),
            [.. target["headers"]!.AsObject().Select(header => (header.Key, header.Value!.GetValue<string>()))]);
        Assert.InRange((int)put.Status, 200, 201);
        return upload["upload_id"]!.GetValue<string>();
    }

    /// <summary>Waits until a job has ended, whichever way, and returns its payload.</summary>
    public static async Task<JsonNode> WaitForJobEndAsync(this KilnApi api, string id)
    {
        long deadline = Environment.TickCount64 + 60_000;
        long after = 0;
        while (true)
        {
            var job = (await api.GetAsync($"jobs/{id}")).Data(HttpStatusCode.OK);
            if (Terminal.Contains(job["status"]!.GetValue<string>()))
            {
                return job;
            }

            Assert.True(Environment.TickCount64 < deadline, $"The job does not end:\n{job}");
            var log = (await api.GetAsync($"jobs/{id}/events?after={after}&wait=20")).Body;
            after = log["meta"]!["last"]!.GetValue<long>();
        }
    }
}
