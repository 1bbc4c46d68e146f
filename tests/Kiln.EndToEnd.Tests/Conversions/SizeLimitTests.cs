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

    [OwnServiceFact]
    public async Task A_model_over_a_limit_that_the_operator_set_fails_and_is_refunded()
    {
        await using var service = await KilnService.StartAsync("--Kiln:Models:MaxTriangles=2");
        byte[] model = "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n"u8.ToArray();

        var payload = await service.Api.WaitForRefundAsync(await service.Api.SubmitForIdAsync("four.obj", model));

        Assert.Equal("VALIDATION_ERROR", payload["failure"]!["code"]!.GetValue<string>());
        Assert.Contains("more than 2 triangles", payload["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }
}
