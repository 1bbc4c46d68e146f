using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Models;

namespace Kiln.EndToEnd.Tests.Jobs;

/// <summary>Built-in work waits for a slot of its process; nothing else of its job waits with it.</summary>
public sealed class SlotTests
{
    [OwnServiceFact]
    public async Task A_job_over_its_deadline_ends_with_a_refund_though_no_slot_is_free()
    {
        await using var service = await KilnService.StartAsync("--Kiln:BuiltInConcurrency=0");
        KilnApi api = service.Api;
        long before = await api.CreditsAsync();
        string cancelled = await api.SubmitForIdAsync("box.glb", SampleFiles.Box);
        string overdue = await api.SubmitForIdAsync("box.glb", SampleFiles.Box, ("timeout_seconds", "10"));

        await api.SendAsync(HttpMethod.Post, $"conversions/{cancelled}/cancel");
        JsonNode first = await api.WaitForRefundAsync(cancelled);
        JsonNode second = await api.WaitForRefundAsync(overdue);

        Assert.Equal("cancelled", (string?)first["status"]);
        Assert.Equal(("failed", "TIMEOUT"), ((string?)second["status"], (string?)second["failure"]!["code"]));
        Assert.Equal(before, await api.CreditsAsync());
        JsonArray log = (await api.GetAsync($"jobs/{overdue}/events")).Body["data"]!.AsArray();
        Assert.DoesNotContain(log, happened => (string?)happened!["type"] == "task.claimed");
    }
}
