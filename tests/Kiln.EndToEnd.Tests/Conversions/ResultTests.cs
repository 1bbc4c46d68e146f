using System.IO.Compression;
using System.Net;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Models;

namespace Kiln.EndToEnd.Tests.Conversions;

[Collection(SharedServiceDefinition.Name)]
public sealed class ResultTests(SharedService service)
{
    [Fact]
    public async Task The_archives_hold_what_they_should_and_repeat_byte_for_byte()
    {
        var api = service.Api;
        string id = await api.SubmitForIdAsync("my crate!.glb", SampleFiles.TwoParts);
        await api.WaitForCompletionAsync(id);

        var all = await api.GetAsync($"conversions/{id}/result");
        var again = await api.GetAsync($"conversions/{id}/result?format=all");
        var usd = await api.GetAsync($"conversions/{id}/result?format=usd");
        var mjcf = await api.GetAsync($"conversions/{id}/result?format=mjcf");

        Assert.Equal("application/zip", all.ContentHeaders.ContentType!.MediaType);
        Assert.Equal("my_crate_-all.zip", all.ContentHeaders.ContentDisposition!.FileName!.Trim('"'));
        Assert.Equal(all.Content, again.Content);
        Assert.Equal(all.Headers.ETag, again.Headers.ETag);
        string[] entries = Entries(all);
        Assert.Contains("usd/my_crate_/my_crate_.usd", entries);
        Assert.Contains("mjcf/my_crate_/my_crate_.xml", entries);
        Assert.Contains("report.json", entries);
        Assert.Single(entries, entry => entry.EndsWith(".usd", StringComparison.Ordinal));
        Assert.Single(entries, entry => entry.EndsWith(".xml", StringComparison.Ordinal));
        Assert.All(Entries(usd), entry => Assert.StartsWith("usd/my_crate_/", entry, StringComparison.Ordinal));
        Assert.All(Entries(mjcf), entry => Assert.StartsWith("mjcf/my_crate_/", entry, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_file_and_parameters_give_the_same_bytes()
    {
        var api = service.Api;
        string first = await api.SubmitForIdAsync("parts.glb", SampleFiles.TwoParts);
        string second = await api.SubmitForIdAsync("parts.glb", SampleFiles.TwoParts);
        await api.WaitForCompletionAsync(first);
        await api.WaitForCompletionAsync(second);

        var mjcf = await Task.WhenAll(
            api.GetAsync($"conversions/{first}/result?format=mjcf"), api.GetAsync($"conversions/{second}/result?format=mjcf"));

        Assert.Equal(mjcf[0].Content, mjcf[1].Content);
    }

    [Fact]
    public async Task Outputs_are_presigned_urls_that_need_no_key()
    {
        var api = service.Api;
        string id = await api.SubmitForIdAsync("parts.glb", SampleFiles.TwoParts);
        var output = (await api.WaitForCompletionAsync(id))["output"]!;

        foreach (string name in (string[])["model", "glb", "mjcf_package", "report"])
        {
            var file = await api.SendPlainAsync(HttpMethod.Get, new Uri(output[name]!["url"]!.GetValue<string>()));

            Assert.Equal(HttpStatusCode.OK, file.Status);
            Assert.Equal(output[name]!["size"]!.GetValue<long>(), file.Content.Length);
        }

        var forged = await api.SendPlainAsync(HttpMethod.Get, new Uri(output["model"]!["url"]!.GetValue<string>() + "0"));
        Assert.InRange((int)forged.Status, 400, 499);
        var written = await api.SendPlainAsync(
            HttpMethod.Put, new Uri(output["model"]!["url"]!.GetValue<string>()), new ByteArrayContent([1]));
        Assert.InRange((int)written.Status, 400, 499);
    }

    [Fact]
    public async Task An_unfinished_job_has_no_result_and_an_unknown_format_is_refused()
    {
        var api = service.Api;
        string id = await api.SubmitForIdAsync("heavy.glb", SampleFiles.Heavy, SampleFiles.HeavyParameters);

        var early = await api.GetAsync($"conversions/{id}/result");
        await api.SendAsync(HttpMethod.Post, $"conversions/{id}/cancel");
        await api.WaitForEndAsync(id);
        var cancelled = await api.GetAsync($"conversions/{id}/result");
        var wrong = await api.GetAsync($"conversions/{id}/result?format=fbx");
        var unknown = await api.GetAsync($"conversions/{Guid.CreateVersion7()}/result");

        Assert.Equal(HttpStatusCode.Conflict, early.Status);
        Assert.Equal("Job not yet completed", early.Body["error"]!.GetValue<string>());
        Assert.Contains(early.Body["status"]!.GetValue<string>(), (string[])["queued", "running"]);
        Assert.Equal(HttpStatusCode.Conflict, cancelled.Status);
        Assert.Equal("cancelled", cancelled.Body["status"]!.GetValue<string>());
        Assert.Equal("Invalid format. Expected one of: usd, mjcf, all", wrong.Error(HttpStatusCode.BadRequest));
        Assert.Equal("Conversion job not found", unknown.Error(HttpStatusCode.NotFound));
    }

    private static string[] Entries(ApiReply reply)
    {
        using var archive = new ZipArchive(new MemoryStream(reply.Content));
        return [.. archive.Entries.Select(entry => entry.FullName)];
    }
}
