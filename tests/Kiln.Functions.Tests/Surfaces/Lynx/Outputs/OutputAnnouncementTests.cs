using System.Text.Json;
using Kiln.Functions.Http;
using Kiln.Functions.Surfaces.Lynx;
using Kiln.Functions.Surfaces.Lynx.Outputs;
using Kiln.Storage.Runs;

namespace Kiln.Functions.Tests.Surfaces.Lynx.Outputs;

public sealed class OutputAnnouncementTests
{
    private static readonly LynxOptions Options = new() { MaxOutputFiles = 2, MaxOutputBytes = 1000 };

    [Fact]
    public void Files_are_read_with_their_type_and_checksum()
    {
        string hash = new('A', 64);

        IReadOnlyList<AnnouncedOutput> files = Read(
            $$"""{"files":[{"name":"out/a b.csv","size_bytes":1000,"checksum_sha256":"{{hash}}","content_type":"text/csv"},{"name":"é","size_bytes":0}]}""");

        Assert.Equal(
            [new("out/a b.csv", 1000, new string('a', 64), "text/csv"), new AnnouncedOutput("é", 0, null, "application/octet-stream")], files);
    }

    [Theory]
    [InlineData("""{"name":"a","size_bytes":1001}""", "files[0].size_bytes")]
    [InlineData("""{"name":"a","size_bytes":-1}""", "files[0].size_bytes")]
    [InlineData("""{"name":"a"}""", "files[0].size_bytes")]
    [InlineData("""{"size_bytes":1}""", "files[0].name")]
    [InlineData("""{"name":"a/../b","size_bytes":1}""", "files[0].name")]
    [InlineData("""{"name":"a\\b","size_bytes":1}""", "files[0].name")]
    [InlineData("""{"name":"a\n","size_bytes":1}""", "files[0].name")]
    [InlineData("""{"name":"a","size_bytes":1,"checksum_sha256":"xyz"}""", "files[0].checksum_sha256")]
    [InlineData("""{"name":"a","size_bytes":1,"content_type":"é"}""", "files[0].content_type")]
    [InlineData("""{"name":"a","size_bytes":1,"more":1}""", "files[0].more")]
    [InlineData("""{"name":"a","size_bytes":1},{"name":"a","size_bytes":2}""", "files[1].name")]
    [InlineData("7", "files[0]")]
    public void A_fault_is_named_by_its_path(string file, string path) => Assert.Equal([path], Faults($$"""{"files":[{{file}}]}"""));

    [Theory]
    [InlineData("""{"files":[]}""")]
    [InlineData("""{"files":[{"name":"a","size_bytes":1},{"name":"b","size_bytes":1},{"name":"c","size_bytes":1}]}""")]
    [InlineData("""{"files":7}""")]
    public void There_are_as_many_files_as_are_allowed(string body) => Assert.Contains("files", Faults(body));

    [Fact]
    public void A_name_is_no_longer_than_it_may_be()
    {
        Assert.Equal(["files[0].name"], Faults($$"""{"files":[{"name":"{{new string('n', 501)}}","size_bytes":1}]}"""));
        Assert.Single(Read($$"""{"files":[{"name":"{{new string('n', 500)}}","size_bytes":1}]}"""));
    }

    private static IReadOnlyList<AnnouncedOutput> Read(string body) =>
        OutputAnnouncement.Read(new MemberReader(JsonElement.Parse(body), rejectUnknown: true), Options);

    private static IEnumerable<string> Faults(string body) => Assert.Throws<ApiException>(() => Read(body)).Errors.Select(fault => fault.Field);
}
