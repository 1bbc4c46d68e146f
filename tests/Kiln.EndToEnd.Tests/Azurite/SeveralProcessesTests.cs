using System.Net;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Kiln.EndToEnd.Tests.EventGrid;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Models;

namespace Kiln.EndToEnd.Tests.Azurite;

/// <summary>
/// Three app processes on one storage account. Each has an engine of its own; the job document in the account is what they share, so
/// a job is driven where it was submitted, and any of them reads and commands it.
/// </summary>
public sealed class SeveralProcessesTests : IAsyncLifetime
{
    private readonly ThreeProcesses _processes = new($"--Kiln:EventGrid:DeliveryKeys:0={EventGridSender.Key}");

    public Task InitializeAsync() => _processes.StartAsync();

    public Task DisposeAsync() => _processes.StopAsync();

    [OwnServiceFact]
    public async Task Jobs_are_read_and_commanded_through_any_process()
    {
        var (a, b, c) = (_processes.First, _processes.Second.Api, _processes.Third.Api);
        long credits = await a.CreditsAsync();

        string box = await a.SubmitForIdAsync("box.glb", SampleFiles.Box);
        var completed = await b.WaitForCompletionAsync(box);
        var result = await c.GetAsync($"conversions/{box}/result?format=all");

        Assert.Equal(1, completed["credits"]!["charged"]!.GetValue<int>());
        Assert.Equal(HttpStatusCode.OK, result.Status);

        string heavy = await a.SubmitForIdAsync("heavy.glb", SampleFiles.Heavy, SampleFiles.HeavyParameters);
        await b.WaitUntilAsync(heavy, payload => payload["status"]!.GetValue<string>() == "running" && (string?)payload["stage"] == "collision");
        var cancel = await c.PostJsonAsync($"conversions/{heavy}/cancel", new JsonObject());

        Assert.True(cancel.Data(HttpStatusCode.Accepted)["cancelRequested"]!.GetValue<bool>());
        Assert.Equal("cancelled", (await b.WaitForRefundAsync(heavy))["status"]!.GetValue<string>());
        Assert.All(await Task.WhenAll(a.CreditsAsync(), b.CreditsAsync(), c.CreditsAsync()), left => Assert.Equal(credits - 1, left));
    }

    [OwnServiceFact]
    public async Task Every_process_takes_jobs_and_keys_are_good_at_all()
    {
        string key = (await File.ReadAllTextAsync(Path.Combine(_processes.Second.DataDirectory, "development-key"))).Trim();
        using KilnApi elsewhere = new(_processes.Third.Api.Url, key);

        string[] ids = await Task.WhenAll(((KilnApi[])[_processes.First, _processes.Second.Api, elsewhere]).Select(api => api.SubmitForIdAsync("box.glb", SampleFiles.Box)));
        await Task.WhenAll(ids.Select(id => _processes.First.WaitForCompletionAsync(id)));

        Assert.Equal(ids.Length, await elsewhere.CountAsync());
        foreach (string id in ids)
        {
            var log = (await elsewhere.GetAsync($"conversions/{id}/events")).Body["data"]!.AsArray();
            Assert.Equal(Enumerable.Range(1, log.Count), log.Select(item => item!["sequence"]!.GetValue<int>()));
        }
    }

    [OwnServiceFact]
    public async Task A_blob_in_an_inbox_starts_one_job_though_two_processes_are_told_of_it_many_times()
    {
        const string Name = "development/inbox/today/crate.glb";
        BlobContainerClient inputs = new(_processes.Account, "inputs");
        await inputs.CreateIfNotExistsAsync();
        BlobClient blob = inputs.GetBlobClient(Name);
        BlobUploadOptions words = new() { Metadata = new Dictionary<string, string> { ["mass_kg"] = "12.5", ["uploaded_by"] = "camera" } };
        BlobContentInfo stored = await blob.UploadAsync(new BinaryData(SampleFiles.Box), words);
        JsonArray delivery = new(EventGridSender.BlobCreated("inputs", Name, stored.ETag.ToString().Trim('"')));

        ApiReply[] replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(number =>
            EventGridSender.DeliverAsync(number % 2 == 0 ? _processes.Second.Api : _processes.Third.Api, delivery)));
        Assert.All(replies, reply => Assert.Contains(reply.Status, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable]));
        var outcome = (await EventGridSender.DeliverAsync(_processes.Second.Api, delivery)).Data(HttpStatusCode.OK)[0]!;
        Assert.Equal("repeated", outcome["outcome"]!.GetValue<string>());

        var job = await _processes.First.WaitForCompletionAsync(outcome["jobId"]!.GetValue<string>());
        Assert.Equal(("crate.glb", 12.5), (job["filename"]!.GetValue<string>(), job["report"]!["mass_kg"]!.GetValue<double>()));
        Assert.Equal(1, await _processes.First.CountAsync());
    }
}
