using System.Text;
using Kiln.Functions.Configuration;
using Kiln.Functions.Conversions;
using Kiln.Functions.Http;
using Kiln.Storage.Content;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Moq;

namespace Kiln.Functions.Tests.Conversions;

public sealed class SubmissionBodyReaderTests
{
    private readonly Dictionary<string, byte[]> _stored = [];
    private readonly KilnOptions _options = new() { MaxUploadBytes = 1000 };

    [Theory]
    [InlineData("filename=\"crate.glb\"", "crate.glb")]
    [InlineData("filename=\"a\\\"b.glb\"", "a\"b.glb")]
    [InlineData("filename=\"Kühlschrank 箱.glb\"", "Kühlschrank 箱.glb")]
    [InlineData("filename=\"x.glb\"; filename*=UTF-8''K%C3%BChlschrank.glb", "Kühlschrank.glb")]
    public async Task The_file_name_is_the_clients(string parameter, string expected)
    {
        SubmissionBody body = await ReadAsync(File(parameter, "bytes"));

        Assert.Equal(expected, body.File!.Name);
        Assert.Equal("bytes", Encoding.UTF8.GetString(Assert.Single(_stored).Value));
    }

    [Theory]
    [InlineData("filename=\"\"", "Invalid filename")]
    [InlineData("filename=\"a\\b.glb\"", "Invalid filename")]
    [InlineData("filename=\"../a.glb\"", "Invalid filename")]
    [InlineData("filename=\"a.xyz\"", "Unsupported format: .xyz. Allowed: glb, gltf, obj, stl, ply, zip")]
    public async Task A_name_that_no_model_has_is_refused_before_the_bytes_are_kept(string parameter, string message)
    {
        ApiException refusal = await RefusalAsync(File(parameter, "bytes"));

        Assert.Equal((400, message), (refusal.Status, refusal.Message));
        Assert.Empty(_stored);
    }

    [Fact]
    public async Task Without_a_file_the_file_is_missing()
    {
        Assert.Equal("Missing file", (await RefusalAsync(Field("threshold", "0.1"))).Message);
        Assert.Equal("Missing file", (await RefusalAsync(Field("file", "text"))).Message);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task Neither_form_nor_JSON_is_a_missing_file(string? type)
    {
        ApiException refusal = await Assert.ThrowsAsync<ApiException>(() => ReadAsync("file=1", type));

        Assert.Equal((400, "Missing file"), (refusal.Status, refusal.Message));
    }

    [Fact]
    public async Task A_body_cut_off_in_the_file_leaves_nothing()
    {
        string whole = File("filename=\"a.glb\"", new string('x', 500)) + "--b--\r\n";

        for (int length = 0; length < whole.Length - 6; length += 7)
        {
            ApiException refusal = await Assert.ThrowsAsync<ApiException>(() => ReadAsync(whole[..length], "multipart/form-data; boundary=b"));
            Assert.Equal((400, "The multipart body is cut off or malformed"), (refusal.Status, refusal.Message));
            Assert.Empty(_stored);
        }
    }

    [Fact]
    public async Task A_file_over_the_limit_is_refused_without_reading_on()
    {
        string form = File("filename=\"a.glb\"", new string('x', 5_000_000));
        MemoryStream body = new(Encoding.UTF8.GetBytes(form));

        ApiException refusal = await Assert.ThrowsAsync<ApiException>(() => ReadAsync(body, "multipart/form-data; boundary=b"));

        Assert.Equal((413, ErrorCodes.FileTooLarge, "File too large (max 1000 bytes): a.glb"), (refusal.Status, refusal.Code, refusal.Message));
        Assert.True(body.Position < 1_000_000, $"{body.Position} bytes were read");
        Assert.Empty(_stored);
    }

    [Fact]
    public async Task A_second_file_a_repeated_and_an_unknown_field_are_all_named()
    {
        SubmissionBody body = await ReadAsync(
            File("filename=\"a.glb\"", "1") + File("filename=\"b.glb\"", "2") + Field("optimize", "true") + Field("optimize", "true")
            + Field("colour", "red") + File("filename=\"c.glb\"", "3").Replace("name=\"file\"", "name=\"other\"", StringComparison.Ordinal));

        Assert.Equal(["file", "optimize", "colour", "other"], body.Fields.Faults.Select(fault => fault.Field));
        Assert.Single(_stored);
    }

    [Fact]
    public async Task Unknown_fields_are_ignored_where_the_operator_says_so()
    {
        _options.UnknownFields = "ignore";

        SubmissionBody body = await ReadAsync(File("filename=\"a.glb\"", "1") + Field("colour", "red") + Field("colour", "blue") + Field("threshold", ""));

        Assert.Empty(body.Fields.Faults);
        Assert.Empty(body.Fields.Values);
    }

    [Fact]
    public async Task A_huge_field_is_refused_and_the_file_removed()
    {
        ApiException refusal = await RefusalAsync(File("filename=\"a.glb\"", "1") + Field("labels", new string('x', 70_000)));

        Assert.Equal((422, "labels"), (refusal.Status, Assert.Single(refusal.Errors).Field));
        Assert.Empty(_stored);
    }

    [Fact]
    public async Task A_form_of_very_many_parts_is_refused()
    {
        ApiException refusal = await RefusalAsync(string.Concat(Enumerable.Range(0, 300).Select(i => Field($"f{i}", "1"))));

        Assert.Equal(422, refusal.Status);
    }

    [Theory]
    [InlineData("""{"upload_id":"a","threshold":"0.1"}""", "threshold")]
    [InlineData("""{"upload_id":"a","optimize":"true"}""", "optimize")]
    [InlineData("""{"upload_id":"a","max_hulls":1.5}""", "max_hulls")]
    [InlineData("""{"upload_id":"a","threshold":0.1,"threshold":0.2}""", "threshold")]
    [InlineData("""{"upload_id":"a","upload_id":"b"}""", "upload_id")]
    [InlineData("""{"upload_id":"a","labels":{"k":"1","k":"2"}}""", "labels")]
    [InlineData("""{"upload_id":"a","labels":{"k":1}}""", "labels")]
    [InlineData("""{"upload_id":"a","file":"x"}""", "file")]
    public async Task JSON_members_have_types_and_stand_once(string json, string field)
    {
        SubmissionBody body = await ReadAsync(json, "application/json");

        Assert.Equal(field, Assert.Single(body.Fields.Faults).Field);
    }

    [Fact]
    public async Task A_fault_of_the_store_is_not_the_clients()
    {
        Mock<IContentStore> broken = new();
        broken.Setup(store => store.WriteAsync(It.IsAny<ContentName>(), It.IsAny<Stream>(), It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new IOException("No space left on device"));
        SubmissionBodyReader reader = new(broken.Object, Options.Create(_options));

        HttpRequest request = Request(Stream(File("filename=\"a.glb\"", "1") + "--b--\r\n"), "multipart/form-data; boundary=b");
        await Assert.ThrowsAsync<IOException>(() => reader.ReadAsync(request, "org", default));
    }

    private static string File(string parameter, string content) =>
        $"--b\r\nContent-Disposition: form-data; name=\"file\"; {parameter}\r\n\r\n{content}\r\n";

    private static string Field(string name, string value) => $"--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n";

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));

    private static HttpRequest Request(Stream body, string? type)
    {
        DefaultHttpContext http = new();
        http.Request.Body = body;
        http.Request.ContentType = type;
        return http.Request;
    }

    private Task<SubmissionBody> ReadAsync(string parts) => ReadAsync(parts + "--b--\r\n", "multipart/form-data; boundary=b");

    private Task<SubmissionBody> ReadAsync(string body, string? type) => ReadAsync(Stream(body), type);

    private async Task<SubmissionBody> ReadAsync(Stream body, string? type)
    {
        Mock<IContentStore> content = new();
        content.Setup(store => store.WriteAsync(It.IsAny<ContentName>(), It.IsAny<Stream>(), It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Returns(async (ContentName name, Stream source, string type, CancellationToken cancellationToken) =>
            {
                using MemoryStream copy = new();
                await source.CopyToAsync(copy, 4096, cancellationToken);
                _stored[name.Name] = copy.ToArray();
                return new ContentProperties(copy.Length, "etag", type, DateTimeOffset.UnixEpoch);
            });
        content.Setup(store => store.DeleteAsync(It.IsAny<ContentName>(), It.IsAny<CancellationToken>()))
            .Returns((ContentName name, CancellationToken _) => Task.FromResult(_stored.Remove(name.Name)));
        return await new SubmissionBodyReader(content.Object, Options.Create(_options)).ReadAsync(Request(body, type), "org", default);
    }

    private Task<ApiException> RefusalAsync(string parts) => Assert.ThrowsAsync<ApiException>(() => ReadAsync(parts));
}
