using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Models;
using Kiln.Geometry.Shapes;

namespace Kiln.EndToEnd.Tests.Recovery;

/// <summary>A service that is replaced by another build goes on with what it finds.</summary>
public sealed class UpgradeTests
{
    // Its collision takes some seconds.
    private static readonly byte[] Lump = GlbFile.Of(("lump", Spheres.Lumpy(0.5, 5, seed: 11)));

    [OwnServiceFact]
    public async Task A_conversion_that_another_build_began_completes_as_if_this_one_had_begun_it()
    {
        using OtherBuild old = new();
        await using var service = await KilnService.StartBuildAsync(old.Assembly);
        long credits = await service.Api.CreditsAsync();
        string id = await service.Api.SubmitForIdAsync("lump.glb", Lump);
        await service.Api.WaitUntilAsync(id, payload => payload["stage"]?.GetValue<string>() == "collision");
        await service.KillAsync();

        service.Assembly = TestTarget.ServiceAssembly;
        await service.RestartAsync();

        JsonNode payload = await service.Api.WaitForCompletionAsync(id);
        Assert.Contains("met results of another version", service.Log, StringComparison.Ordinal);
        Assert.Equal(credits - 1, await service.Api.CreditsAsync());
        JsonArray telemetry = payload["report"]!["telemetry"]!.AsArray();
        Assert.Equal(
            ["export", "align", "physics", "collision", "usd", "mjcf", "validate"], telemetry.Select(step => step!["step"]!.GetValue<string>()));
        Assert.All(telemetry, step => Assert.Equal("completed", step!["status"]!.GetValue<string>()));
        Assert.All(telemetry, step => Assert.InRange(step!["peak_working_set_bytes"]!.GetValue<long>(), 1 << 20, long.MaxValue));

        string again = await service.Api.SubmitForIdAsync("lump.glb", Lump);
        await service.Api.WaitForCompletionAsync(again);
        Assert.Equal(await ResultAsync(service, again), await ResultAsync(service, id));
    }

    private static async Task<byte[]> ResultAsync(KilnService service, string id)
    {
        ApiReply reply = await service.Api.GetAsync($"conversions/{id}/result?format=mjcf");
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        return reply.Content;
    }
}
