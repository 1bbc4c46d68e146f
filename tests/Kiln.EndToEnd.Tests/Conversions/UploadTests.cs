using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Models;

namespace Kiln.EndToEnd.Tests.Conversions;

[Collection(SharedServiceDefinition.Name)]
public sealed class UploadTests(SharedService service)
{
    [Fact]
    public async Task An_uploaded_file_converts()
    {
        var upload = await CreateAsync(SampleFiles.Box, Hash(SampleFiles.Box));
        Assert.Equal("pending", upload["status"]!.GetValue<string>());

        await PutAsync(upload, SampleFiles.Box);

        var state = (await service.Api.GetAsync($"uploads/{Id(upload)}")).Data(HttpStatusCode.OK);
        Assert.Equal("received", state["status"]!.GetValue<string>());
        var reply = await SubmitAsync(Id(upload));
        var payload = await service.Api.WaitForCompletionAsync(reply.Data(HttpStatusCode.Accepted)["id"]!.GetValue<string>());
        Assert.Equal("box.glb", payload["filename"]!.GetValue<string>());
        Assert.Equal(SampleFiles.Box.Length, payload["file_size_bytes"]!.GetValue<long>());
    }

    [Fact]
    public async Task An_upload_may_serve_several_jobs()
    {
        var upload = await CreateAsync(SampleFiles.Box, null);
        await PutAsync(upload, SampleFiles.Box);

        string first = (await SubmitAsync(Id(upload))).Data(HttpStatusCode.Accepted)["id"]!.GetValue<string>();
        string second = (await SubmitAsync(Id(upload))).Data(HttpStatusCode.Accepted)["id"]!.GetValue<string>();

        Assert.NotEqual(first, second);
        await service.Api.WaitForCompletionAsync(first);
        await service.Api.WaitForCompletionAsync(second);
    }

    [Fact]
    public async Task What_is_put_after_submission_does_not_alter_the_job()
    {
        var upload = await CreateAsync(SampleFiles.Box, null);
        await PutAsync(upload, SampleFiles.Box);
        string id = (await SubmitAsync(Id(upload))).Data(HttpStatusCode.Accepted)["id"]!.GetValue<string>();

        await service.Api.SendPlainAsync(
            HttpMethod.Put, Url(upload), new ByteArrayContent(new byte[SampleFiles.Box.Length]), Headers(upload));

        await service.Api.WaitForCompletionAsync(id);
    }

    [Fact]
    public async Task Nothing_uploaded_yet_is_a_conflict()
    {
        var upload = await CreateAsync(SampleFiles.Box, null);

        var reply = await SubmitAsync(Id(upload));

        Assert.Equal("Upload not yet received", reply.Error(HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task An_unknown_upload_is_not_found()
    {
        var submit = await SubmitAsync($"{Guid.CreateVersion7()}");
        var read = await service.Api.GetAsync($"uploads/{Guid.CreateVersion7()}");

        Assert.Equal("Upload not found", submit.Error(HttpStatusCode.NotFound));
        Assert.Equal("Upload not found", read.Error(HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task A_size_that_was_not_declared_is_refused()
    {
        var upload = await CreateAsync(SampleFiles.Box, null);
        var put = await service.Api.SendPlainAsync(
            HttpMethod.Put, Url(upload), new ByteArrayContent(SampleFiles.Box[..100]), Headers(upload));

        var reply = await SubmitAsync(Id(upload));

        // A storage that checks the length itself refuses the bytes; then there is no upload to speak of.
        if ((int)put.Status < 300)
        {
            Assert.Equal("Upload does not match its declared size", reply.Error(HttpStatusCode.UnprocessableEntity));
        }
        else
        {
            Assert.Equal("Upload not yet received", reply.Error(HttpStatusCode.Conflict));
        }
    }

    [Fact]
    public async Task Another_content_than_declared_is_refused()
    {
        var upload = await CreateAsync(SampleFiles.Box, Hash(SampleFiles.TwoParts));
        await PutAsync(upload, SampleFiles.Box);

        var reply = await SubmitAsync(Id(upload));

        Assert.Equal("Upload does not match its declared checksum", reply.Error(HttpStatusCode.UnprocessableEntity));
    }

    [Theory]
    [InlineData("model.xyz", 100, HttpStatusCode.BadRequest)]
    [InlineData("a/b.glb", 100, HttpStatusCode.BadRequest)]
    [InlineData("box.glb", 0, HttpStatusCode.BadRequest)]
    [InlineData("box.glb", -1, HttpStatusCode.UnprocessableEntity)]
    [InlineData("box.glb", 524288001, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_wrong_upload_is_refused_before_any_byte(string fileName, long size, HttpStatusCode expected)
    {
        var reply = await service.Api.PostJsonAsync("uploads", new JsonObject { ["filename"] = fileName, ["size_bytes"] = size });

        Assert.NotEmpty(reply.Error(expected));
    }

    [Fact]
    public async Task The_url_writes_only_and_only_there()
    {
        var upload = await CreateAsync(SampleFiles.Box, null);
        await PutAsync(upload, SampleFiles.Box);

        var read = await service.Api.SendPlainAsync(HttpMethod.Get, Url(upload));
        var forged = await service.Api.SendPlainAsync(
            HttpMethod.Put, new Uri(Url(upload).AbsoluteUri.Replace("box", "bax", StringComparison.Ordinal) + "0"),
            new ByteArrayContent(SampleFiles.Box), Headers(upload));

        Assert.InRange((int)read.Status, 400, 499);
        Assert.InRange((int)forged.Status, 400, 499);
    }

    private static string Id(JsonNode upload) => upload["upload_id"]!.GetValue<string>();

    private static Uri Url(JsonNode upload) => new(upload["upload"]!["url"]!.GetValue<string>());

    private static (string, string)[] Headers(JsonNode upload) =>
        [.. upload["upload"]!["headers"]!.AsObject().Select(header => (header.Key, header.Value!.GetValue<string>()))];

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private async Task<JsonNode> CreateAsync(byte[] content, string? hash)
    {
        var request = new JsonObject { ["filename"] = "box.glb", ["size_bytes"] = content.Length };
        if (hash is not null)
        {
            request["checksum_sha256"] = hash;
        }

        return (await service.Api.PostJsonAsync("uploads", request)).Data(HttpStatusCode.Created);
    }

    private async Task PutAsync(JsonNode upload, byte[] content)
    {
        var reply = await service.Api.SendPlainAsync(HttpMethod.Put, Url(upload), new ByteArrayContent(content), Headers(upload));
        Assert.InRange((int)reply.Status, 200, 201);
    }

    private Task<ApiReply> SubmitAsync(string uploadId) =>
        service.Api.PostJsonAsync("conversions", new JsonObject { ["upload_id"] = uploadId });
}
