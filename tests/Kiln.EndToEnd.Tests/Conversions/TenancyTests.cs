using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Models;

namespace Kiln.EndToEnd.Tests.Conversions;

public sealed class TenancyTests
{
    [OwnServiceFact]
    public async Task What_another_organisation_has_does_not_exist()
    {
        await using var service = await KilnService.StartAsync();
        string id = await service.Api.SubmitForIdAsync("box.glb", SampleFiles.Box);
        var upload = (await service.Api.PostJsonAsync("uploads", new JsonObject { ["filename"] = "box.glb", ["size_bytes"] = 100 }))
            .Data(HttpStatusCode.Created);
        await service.Api.WaitForCompletionAsync(id);
        using var other = new KilnApi(service.Api.Url, await service.MakeKeyAsync("others"));

        foreach (string path in (string[])[
            $"conversions/{id}", $"conversions/{id}/events", $"conversions/{id}/result", $"jobs/{id}",
            $"uploads/{upload["upload_id"]}"])
        {
            Assert.NotEmpty((await other.GetAsync(path)).Error(HttpStatusCode.NotFound));
        }

        foreach (string command in (string[])["cancel", "pause", "resume", "retry"])
        {
            Assert.NotEmpty((await other.SendAsync(HttpMethod.Post, $"conversions/{id}/{command}")).Error(HttpStatusCode.NotFound));
        }

        Assert.Equal(0, await other.CountAsync());
    }

    [OwnServiceFact]
    public async Task Without_credits_nothing_is_accepted_and_a_grant_changes_that()
    {
        await using var service = await KilnService.StartAsync();
        using var poor = new KilnApi(service.Api.Url, await service.MakeKeyAsync("poor"));

        var refused = await poor.SubmitAsync("box.glb", SampleFiles.Box);

        Assert.Equal("Insufficient credits", refused.Error(HttpStatusCode.PaymentRequired));
        Assert.Equal(0, await poor.CountAsync());
        await service.GrantAsync("poor", 1);
        await poor.WaitForCompletionAsync(await poor.SubmitForIdAsync("box.glb", SampleFiles.Box));
        Assert.Equal(0, await poor.CreditsAsync());
        (await poor.SubmitAsync("box.glb", SampleFiles.Box)).Error(HttpStatusCode.PaymentRequired);
    }
}
