using System.Buffers.Binary;
using System.IO.Compression;
using Kiln.Geometry.Formats;
using Kiln.Geometry.Images.Png;

namespace Kiln.Geometry.Tests.Formats.Archives;

/// <summary>Layouts that writers of ZIP choose between, and those that no honest one does.</summary>
public sealed class ZipLayoutTests
{
    private static readonly byte[] Model = HandMadeZip.Text("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n");

    [Fact]
    public void Sizes_may_follow_the_content()
    {
        var stream = new OneWayStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = archive.CreateEntry("a.obj").Open();
            entry.Write(Model);
        }

        byte[] zip = stream.ToArray();
        Assert.Equal(8, zip[6] & 8);
        Assert.Equal(1, ModelReader.Read(new ModelSource("a.zip", zip)).Meshes[0].Primitives[0].TriangleCount);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(-1, "does not have")]
    [InlineData(long.MaxValue / 2, "bytes unpacked")]
    [InlineData(long.MinValue, "damaged")]
    public void Wide_sizes_and_offsets_are_read(long off, string? refusal)
    {
        byte[] zip = Zip64(Model.Length + off);
        if (refusal is null)
        {
            Assert.Equal(1, ModelReader.Read(new ModelSource("a.zip", zip)).Meshes[0].Primitives[0].TriangleCount);
        }
        else
        {
            Assert.Contains(refusal, Assert.Throws<InvalidModelException>(() => ModelReader.Read(new ModelSource("a.zip", zip))).Message);
        }
    }

    [Fact]
    public void Entries_that_share_their_bytes_count_each()
    {
        // As in the bombs that need no ratio: every entry of the directory names the same packed bytes.
        byte[] zeros = new byte[40_000];
        byte[] zip = HandMadeZip.Of([("a.obj", Model), .. Enumerable.Range(0, 30).Select(i => ($"{i}.bin", zeros))]);
        int at = zip.AsSpan().IndexOf("PK\u0001\u0002"u8);
        int first = BinaryPrimitives.ReadInt32LittleEndian(zip.AsSpan(at + 42));
        for (at = zip.AsSpan().IndexOf("PK\u0001\u0002"u8); at < zip.Length - 46 && zip[at + 2] == 1; at += 46 + zip[at + 28])
        {
            BinaryPrimitives.WriteInt32LittleEndian(zip.AsSpan(at + 42), first);
        }

        Assert.Contains(
            "unpacks to more than 20 times",
            Assert.Throws<InvalidModelException>(() => ModelReader.Read(new ModelSource("a.zip", zip), new ModelReaderLimits { MaxArchiveRatio = 20 })).Message);
    }

    /// <summary>One stored entry with sizes, offset and directory in the wide fields alone (APPNOTE, 4.3.14 and 4.5.3).</summary>
    private static byte[] Zip64(long statedLength)
    {
        var file = new MemoryStream();
        var writer = new BinaryWriter(file);
        void Write(params object[] values)
        {
            foreach (object value in values)
            {
                switch (value)
                {
                    case ushort number: writer.Write(number); break;
                    case uint number: writer.Write(number); break;
                    case long number: writer.Write(number); break;
                    default: writer.Write((byte[])value); break;
                }
            }
        }

        uint checksum = Crc32.Of(Model);
        byte[] name = "a.obj"u8.ToArray();
        Write(0x04034B50u, (ushort)45, (ushort)0, (ushort)0, 0u, checksum, (uint)Model.Length, (uint)Model.Length, (ushort)name.Length, (ushort)0, name, Model);
        long directory = file.Length;
        Write(0x02014B50u, (ushort)45, (ushort)45, (ushort)0, (ushort)0, 0u, checksum, uint.MaxValue, uint.MaxValue, (ushort)name.Length, (ushort)28);
        Write((ushort)0, (ushort)0, (ushort)0, 0u, uint.MaxValue, name, (ushort)1, (ushort)24, statedLength, (long)Model.Length, 0L);
        long end = file.Length;
        Write(0x06064B50u, 44L, (ushort)45, (ushort)45, 0u, 0u, 1L, 1L, end - directory, directory);
        Write(0x07064B50u, 0u, end, 1u);
        Write(0x06054B50u, (ushort)0, (ushort)0, ushort.MaxValue, ushort.MaxValue, uint.MaxValue, uint.MaxValue, (ushort)0);
        return file.ToArray();
    }

    private sealed class OneWayStream : MemoryStream
    {
        public override bool CanSeek => false;

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }
    }
}
