using System.Buffers.Binary;
using System.IO.Compression;
using Kiln.SimReady.Usd.Packages;

namespace Kiln.SimReady.Tests.Usd.Packages;

public sealed class UsdzPackageTests
{
    [Fact]
    public void Entries_are_stored_in_order_at_multiples_of_64_bytes()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            IReadOnlyList<(string Path, ReadOnlyMemory<byte> Content)> entries = Entries(new Random(seed));
            byte[] package = UsdzPackage.Write(entries).ToArray();

            using ZipArchive archive = new(new MemoryStream(package));
            Assert.Equal(entries.Select(entry => entry.Path), archive.Entries.Select(entry => entry.FullName));
            int at = 0;
            foreach ((string path, ReadOnlyMemory<byte> content) in entries)
            {
                Span<byte> header = package.AsSpan(at);
                Assert.Equal(0, BinaryPrimitives.ReadUInt16LittleEndian(header[8..]));
                at += 30 + BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
                Assert.True(at % 64 == 0, $"seed {seed}: the data of {path} starts at {at}.");
                Assert.True(package.AsSpan(at, content.Length).SequenceEqual(content.Span));
                at += content.Length;
            }

            // Reading to the end makes the archive compare the checksums.
            Assert.Null(UsdzPackage.FirstDifference(package, entries));
            Assert.Equal(package, UsdzPackage.Write(entries).ToArray());
        }
    }

    [Fact]
    public void A_package_that_holds_something_else_is_noticed()
    {
        IReadOnlyList<(string Path, ReadOnlyMemory<byte> Content)> entries = [("a.usdc", new byte[] { 1, 2 }), ("textures/b.png", new byte[] { 3 })];
        byte[] package = UsdzPackage.Write(entries).ToArray();

        Assert.Contains("a.usdc", UsdzPackage.FirstDifference(package, [("a.usdc", new byte[] { 1, 9 }), entries[1]]), StringComparison.Ordinal);
        Assert.Contains("entries", UsdzPackage.FirstDifference(package, [entries[1], entries[0]]), StringComparison.Ordinal);
        Assert.Contains("no ZIP", UsdzPackage.FirstDifference(package.AsMemory(0, 40), entries), StringComparison.Ordinal);
    }

    private static (string Path, ReadOnlyMemory<byte> Content)[] Entries(Random random) =>
    [
        .. Enumerable.Range(0, random.Next(1, 6)).Select(i =>
        {
            byte[] content = new byte[random.Next(300)];
            random.NextBytes(content);
            return ($"{new string('n', random.Next(1, 90))}_{i}.png", (ReadOnlyMemory<byte>)content);
        }),
    ];
}
