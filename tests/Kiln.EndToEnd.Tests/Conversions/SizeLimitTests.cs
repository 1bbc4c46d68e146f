using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Models;

namespace Kiln.EndToEnd.Tests.Conversions;

public sealed class SizeLimitTests
{
    [OwnServiceFact]
    public async Task A_file_over_the_limit_is_refused_by_either_way()
    {
        await using var service = await KilnService.StartAsync("--Kiln:MaxUploadBytes=1048576");
        var tooLarge = new byte[1_048_577];
        SampleFiles.Box.CopyTo(tooLarge, 0);

        var form = await service.Api.SubmitAsync("large.glb", tooLarge);
        var upload = await service.Api.PostJsonAsync(
            "uploads", new JsonObject { ["filename"] = "large.glb", ["size_bytes"] = tooLarge.Length });

        Assert.Equal("File too large (max 1MB): large.glb", form.Error(HttpStatusCode.RequestEntityTooLarge));
        Assert.Equal("FILE_TOO_LARGE", form.Body["code"]!.GetValue<string>());
        Assert.Equal("File too large (max 1MB): large.glb", upload.Error(HttpStatusCode.RequestEntityTooLarge));
        Assert.Equal(0, await service.Api.CountAsync());
        await service.Api.WaitForCompletionAsync(await service.Api.SubmitForIdAsync("box.glb", SampleFiles.Box));
    }
}
