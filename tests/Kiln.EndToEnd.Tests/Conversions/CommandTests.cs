using System.Net;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Models;

namespace Kiln.EndToEnd.Tests.Conversions;

[Collection(SharedServiceDefinition.Name)]
public sealed class CommandTests(SharedService service)
{
    [Fact]
    public async Task A_running_job_is_cancelled_soon_and_refunded()
    {
        var api = service.Api;
        long before = await api.CreditsAsync();
        string id = await StartHeavyAsync();

        var reply = await CommandAsync(id, "cancel");

        var accepted = reply.Data(HttpStatusCode.Accepted);
        Assert.True(accepted["cancelRequested"]!.GetValue<bool>());
        var payload = await api.WaitForRefundAsync(id);
        Assert.Equal("cancelled", payload["status"]!.GetValue<string>());
        Assert.Equal(0, payload["credits_charged"]!.GetValue<int>());
        Assert.Null(payload["output"]!["model"]);
        Assert.Equal(before, await api.CreditsAsync());
        Assert.Equal(HttpStatusCode.Conflict, (await api.GetAsync($"conversions/{id}/result")).Status);

        // The record is closed: what a late step may still write changes nothing.
        var again = await api.ReadAsync(id);
        Assert.Equal(payload["updatedAt"]!.GetValue<string>(), again["updatedAt"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_paused_job_that_nobody_works_on_is_cancelled_at_once()
    {
        string id = await StartHeavyAsync();
        await CommandAsync(id, "pause");
        await service.Api.WaitForEventsAsync(id, types => types.Contains("job.paused")
            && types.Count(type => type == "task.claimed") == types.Count(type => type is "task.completed" or "task.released"));

        var reply = await CommandAsync(id, "cancel");

        Assert.Equal("cancelled", reply.Data(HttpStatusCode.OK)["status"]!.GetValue<string>());
        Assert.Equal(0, (await service.Api.ReadAsync(id))["credits_charged"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_paused_job_holds_still_and_then_completes()
    {
        string id = await service.Api.SubmitForIdAsync("parts.glb", SampleFiles.TwoParts);

        var paused = await CommandAsync(id, "pause");
        var pausedAgain = await CommandAsync(id, "pause");
        var resumed = await CommandAsync(id, "resume");
        var resumedAgain = await CommandAsync(id, "resume");

        Assert.True(paused.Data(HttpStatusCode.OK)["suspended"]!.GetValue<bool>());
        Assert.True(pausedAgain.Data(HttpStatusCode.OK)["suspended"]!.GetValue<bool>());
        Assert.Equal("paused", pausedAgain.Body["data"]!["waiting"]!["reason"]!.GetValue<string>());
        Assert.False(resumed.Data(HttpStatusCode.OK)["suspended"]!.GetValue<bool>());
        Assert.False(resumedAgain.Data(HttpStatusCode.OK)["suspended"]!.GetValue<bool>());
        var payload = await service.Api.WaitForCompletionAsync(id);
        Assert.Equal(1, payload["credits"]!["charged"]!.GetValue<int>());
    }

    [Fact]
    public async Task Commands_on_a_completed_job_are_conflicts()
    {
        string id = await service.Api.SubmitForIdAsync("box.glb", SampleFiles.Box);
        await service.Api.WaitForCompletionAsync(id);

        var cancel = await CommandAsync(id, "cancel");

        Assert.Equal("Cannot cancel a job that is completed", cancel.Error(HttpStatusCode.Conflict));
        Assert.Equal("CONFLICT", cancel.Body["code"]!.GetValue<string>());
        (await CommandAsync(id, "pause")).Error(HttpStatusCode.Conflict);
        (await CommandAsync(id, "resume")).Error(HttpStatusCode.Conflict);
        Assert.Equal("Only failed jobs can be retried", (await CommandAsync(id, "retry")).Error(HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task A_job_over_its_deadline_fails_with_a_refund_and_can_be_retried()
    {
        var api = service.Api;
        long before = await api.CreditsAsync();
        string id = await api.SubmitForIdAsync("heavy.glb", SampleFiles.Heavy, [.. SampleFiles.HeavyParameters, ("timeout_seconds", "10")]);

        var payload = await api.WaitForRefundAsync(id);

        Assert.Equal("failed", payload["status"]!.GetValue<string>());
        Assert.Equal("TIMEOUT", payload["failure"]!["code"]!.GetValue<string>());
        Assert.Equal(0, payload["credits_charged"]!.GetValue<int>());
        Assert.Equal(before, await api.CreditsAsync());

        var retried = (await CommandAsync(id, "retry")).Data(HttpStatusCode.Accepted);
        Assert.Equal(id, retried["id"]!.GetValue<string>());
        Assert.Equal(1, retried["credits_charged"]!.GetValue<int>());
        Assert.Equal(before - 1, await api.CreditsAsync());
        await CommandAsync(id, "cancel");
        await api.WaitForRefundAsync(id);
        Assert.Equal(before, await api.CreditsAsync());
    }

    [Fact]
    public async Task Unknown_jobs_take_no_commands()
    {
        foreach (string command in (string[])["cancel", "pause", "resume", "retry"])
        {
            Assert.Equal(
                "Conversion job not found", (await CommandAsync($"{Guid.CreateVersion7()}", command)).Error(HttpStatusCode.NotFound));
        }
    }

    private Task<ApiReply> CommandAsync(string id, string command) =>
        service.Api.SendAsync(HttpMethod.Post, $"conversions/{id}/{command}");

    /// <summary>Up to the step that takes long: between two short ones nobody works on the job for a moment.</summary>
    private async Task<string> StartHeavyAsync()
    {
        string id = await service.Api.SubmitForIdAsync("heavy.glb", SampleFiles.Heavy, SampleFiles.HeavyParameters);
        await service.Api.WaitUntilAsync(id, payload => (string?)payload["stage"] == "collision");
        return id;
    }
}
