using Kiln.SimReady.Usd.Crate;

namespace Kiln.SimReady.Tests.Usd.Crate;

public sealed class Lz4BlockTests
{
    [Fact]
    public void What_is_encoded_decodes_equal()
    {
        for (int seed = 0; seed < 2_000; seed++)
        {
            byte[] source = Bytes(new Random(seed));
            byte[] target = new byte[source.Length];

            byte[] block = Encode(source);
            Assert.True(Lz4Block.Decode(block, target) == source.Length && target.AsSpan().SequenceEqual(source), $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(65_536)]
    [InlineData(1_000_000)]
    public void Repetition_shrinks_at_every_length(int length)
    {
        byte[] source = new byte[length];
        byte[] block = Encode(source);

        Assert.InRange(block.Length, 1, 16 + (length / 200));
        Assert.Equal(length, Lz4Block.Decode(block, new byte[length]));
    }

    [Fact]
    public void A_block_ends_with_five_literals_as_the_format_demands()
    {
        // One literal, a copy of 14 bytes at distance 1, and the last five bytes as literals.
        Assert.Equal([0x1A, 7, 1, 0, 0x50, 7, 7, 7, 7, 7], Encode([.. Enumerable.Repeat((byte)7, 20)]));
    }

    [Fact]
    public void A_block_of_the_format_made_elsewhere_decodes()
    {
        // "abcabcabcabcabcabc" by the format's description: three literals, a copy of ten at distance three, five literals.
        byte[] block = [0x36, (byte)'a', (byte)'b', (byte)'c', 3, 0, 0x50, (byte)'b', (byte)'c', (byte)'a', (byte)'b', (byte)'c'];
        byte[] target = new byte[18];

        Assert.Equal(18, Lz4Block.Decode(block, target));
        Assert.Equal("abcabcabcabcabcabc"u8.ToArray(), target);
    }

    [Fact]
    public void A_damaged_block_is_refused_and_nothing_else_happens()
    {
        for (int seed = 0; seed < 2_000; seed++)
        {
            Random random = new(seed);
            byte[] source = Bytes(random);
            byte[] block = Encode(source);
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                block[random.Next(block.Length)] = (byte)random.Next(256);
            }

            try
            {
                Assert.InRange(Lz4Block.Decode(block.AsSpan(0, random.Next(block.Length + 1)), new byte[source.Length]), 0, source.Length);
            }
            catch (InvalidDataException)
            {
                // What is expected.
            }
        }
    }

    private static byte[] Encode(byte[] source)
    {
        byte[] target = new byte[Lz4Block.MaxEncodedLength(source.Length)];
        return target[..Lz4Block.Encode(source, target)];
    }

    private static byte[] Bytes(Random random)
    {
        byte[] source = new byte[random.Next(random.Next(3) == 0 ? 200_000 : 300)];
        int symbols = random.Next(1, 257);
        for (int i = 0; i < source.Length; i++)
        {
            source[i] = (byte)random.Next(symbols);
        }

        // A long repetition somewhere, as structured data has them.
        int half = source.Length / 2;
        source.AsSpan(0, half).CopyTo(source.AsSpan(random.Next(half + 1)));
        return source;
    }
}
