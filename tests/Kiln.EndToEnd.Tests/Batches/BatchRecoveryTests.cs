using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Jobs;
using Kiln.EndToEnd.Tests.Models;

namespace Kiln.EndToEnd.Tests.Batches;

/// <summary>Batches over <c>kill -9</c>, and on accounts that cannot pay for them.</summary>
public sealed class BatchRecoveryTests
{
    [OwnServiceFact]
    public async Task A_batch_that_is_killed_while_it_is_expanded_has_exactly_its_jobs_afterwards()
    {
        const int total = 3000;
        await using var service = await KilnService.StartAsync("--Kiln:Batches:MaxItems=10000", "--Kiln:Batches:PageSize=50");
        JsonObject body = new()
        {
            ["type"] = "work",
            ["defaults"] = new JsonObject { ["stages"] = new JsonArray(new JsonObject { ["type"] = "a", ["tasks"] = new JsonArray(new JsonObject()) }) },
            ["items"] = new JsonArray([.. Enumerable.Range(0, total).Select(index => new JsonObject { ["name"] = $"run {index}" })]),
        };
        string id = await service.Api.SubmitBatchAsync(body);
        foreach (int reached in (int[])[1, 600, 1500])
        {
            await service.Api.WaitForBatchAsync(id, batch => batch["expanded"]!.GetValue<int>() >= reached);
            await service.KillAsync();
            await service.RestartAsync();
        }

        var batch = await service.Api.WaitForBatchAsync(id, batch => batch["expanded"]!.GetValue<int>() == total);

        Assert.Equal((total, "pending"), (batch["counts"]!["pending"]!.GetValue<int>(), batch["status"]!.GetValue<string>()));
        var jobs = await service.Api.ListBatchJobsAsync(id);
        Assert.Equal(Enumerable.Range(0, total).Select(index => $"run {index}"), jobs.Select(job => job["name"]!.GetValue<string>()));
        Assert.Equal(total, jobs.Select(job => job["id"]!.GetValue<string>()).Distinct().Count());

        (await service.Api.SendAsync(HttpMethod.Post, $"batches/{id}/cancel")).Data(HttpStatusCode.Accepted);
        await service.KillAsync();
        await service.RestartAsync();
        var cancelled = await service.Api.WaitForBatchEndAsync(id);
        Assert.Equal(total, cancelled["counts"]!["cancelled"]!.GetValue<int>());
    }

    [OwnServiceFact]
    public async Task A_batch_is_paid_for_whole_or_refused_and_what_is_cancelled_is_given_back()
    {
        await using var service = await KilnService.StartAsync("--Kiln:RequestsPerMinute=100000");
        using var poor = new KilnApi(service.Api.Url, await service.MakeKeyAsync("poor"));
        await service.GrantAsync("poor", 3);
        string upload = await poor.UploadAsync("box.glb", SampleFiles.Box);
        JsonObject Conversions(int count) => new()
        {
            ["type"] = "glb_to_simready",
            ["items"] = new JsonArray([.. Enumerable.Range(0, count).Select(_ => new JsonObject { ["upload_id"] = upload })]),
        };

        var refused = await poor.PostJsonAsync("batches", Conversions(4));

        Assert.Equal("Insufficient credits", refused.Error(HttpStatusCode.PaymentRequired));
        Assert.Empty((await poor.GetAsync("batches")).Body["data"]!.AsArray());
        Assert.Equal(3, await poor.CreditsAsync());
        string id = await poor.SubmitBatchAsync(Conversions(3));
        Assert.Equal(0, await poor.CreditsAsync());
        (await poor.PostJsonAsync("batches", Conversions(1))).Error(HttpStatusCode.PaymentRequired);
        var ended = await poor.WaitForBatchEndAsync(id);
        Assert.Equal(3, ended["counts"]!["succeeded"]!.GetValue<int>());
        Assert.Equal(0, await poor.CreditsAsync());

        using var other = new KilnApi(service.Api.Url, await service.MakeKeyAsync("others"));
        foreach (string path in (string[])[$"batches/{id}", $"batches/{id}/jobs", $"batches/{id}/result"])
        {
            Assert.NotEmpty((await other.GetAsync(path)).Error(HttpStatusCode.NotFound));
        }

        Assert.NotEmpty((await other.SendAsync(HttpMethod.Post, $"batches/{id}/cancel")).Error(HttpStatusCode.NotFound));
    }
}
