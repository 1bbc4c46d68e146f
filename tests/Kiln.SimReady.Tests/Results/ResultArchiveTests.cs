using System.IO.Compression;
using System.Text;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Results;
using Kiln.SimReady.Tests.Models;

namespace Kiln.SimReady.Tests.Results;

public sealed class ResultArchiveTests
{
    [Theory]
    [InlineData(ResultFormat.Usd, new[] { "usd/box/box.usd" })]
    [InlineData(ResultFormat.Mjcf, new[] { "mjcf/box/box.xml", "mjcf/box/meshes/hull_000.obj", "mjcf/box/meshes/visual_000.obj" })]
    [InlineData(ResultFormat.All, new[] { "mjcf/box/box.xml", "mjcf/box/meshes/hull_000.obj", "mjcf/box/meshes/visual_000.obj", "report.json", "usd/box/box.usd" })]
    public async Task A_format_has_its_entries_sorted_and_only_those(ResultFormat format, string[] expected)
    {
        using FinishedConversion box = FinishedConversion.Run("box.glb", TestScenes.WoodenBox());
        byte[] first = await ZipAsync(box, format, reverse: false);
        byte[] second = await ZipAsync(box, format, reverse: true);

        Assert.Equal(first, second);
        using ZipArchive archive = new(new MemoryStream(first));
        Assert.Equal(expected, archive.Entries.Select(entry => entry.FullName));
        Assert.All(archive.Entries, entry => Assert.Equal(1980, entry.LastWriteTime.Year));
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using MemoryStream content = new();
            await using Stream stream = await entry.OpenAsync();
            await stream.CopyToAsync(content);
            Assert.Equal(box.Artifacts[ArtifactNames.OutputPrefix + entry.FullName].Content.ToArray(), content.ToArray());
        }
    }

    [Fact]
    public void The_mjcf_package_is_one_zip_with_a_single_xml()
    {
        using FinishedConversion box = FinishedConversion.Run("box.glb", TestScenes.WoodenBox());
        Artifact package = Assert.Single(box.Artifacts.Values, artifact => artifact.Role == ArtifactRole.MjcfPackage);

        using ZipArchive archive = new(new MemoryStream(package.Content.ToArray()));
        Assert.Equal("mjcf/box/box.xml", Assert.Single(archive.Entries, entry => entry.Name.EndsWith(".xml", StringComparison.Ordinal)).FullName);
        Assert.False(ResultArchive.TryGetEntryPath(package.Name, package.Role, ResultFormat.All, out _));
    }

    [Fact]
    public async Task Nothing_is_sought_in_the_destination()
    {
        await using ForwardStream destination = new();
        await ResultArchive.WriteAsync(destination, [new("a.txt", _ => new(new MemoryStream(Encoding.UTF8.GetBytes("hello"))))]);

        using ZipArchive archive = new(new MemoryStream(destination.ToArray()));
        Assert.Equal("a.txt", Assert.Single(archive.Entries).FullName);
    }

    private static async Task<byte[]> ZipAsync(FinishedConversion conversion, ResultFormat format, bool reverse)
    {
        List<ResultEntry> entries = [];
        foreach (Artifact artifact in reverse ? conversion.Artifacts.Values.Reverse() : conversion.Artifacts.Values)
        {
            if (ResultArchive.TryGetEntryPath(artifact.Name, artifact.Role, format, out string path))
            {
                entries.Add(new(path, _ => new(new MemoryStream(artifact.Content.ToArray()))));
            }
        }

        using MemoryStream destination = new();
        await ResultArchive.WriteAsync(destination, entries);
        return destination.ToArray();
    }

    private sealed class ForwardStream : MemoryStream
    {
        public override bool CanSeek => false;

        public override long Seek(long offset, SeekOrigin loc) => throw new NotSupportedException();
    }
}
