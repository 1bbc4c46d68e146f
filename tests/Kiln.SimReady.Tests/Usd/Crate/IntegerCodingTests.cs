using Kiln.SimReady.Usd.Crate;

namespace Kiln.SimReady.Tests.Usd.Crate;

public sealed class IntegerCodingTests
{
    [Fact]
    public void What_is_encoded_decodes_equal()
    {
        for (int seed = 0; seed < 2_000; seed++)
        {
            Random random = new(seed);
            int[] values = new int[random.Next(300)];
            int spread = random.Next(1, 32);
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = random.Next(4) == 0 ? 5 : (int)(random.NextInt64(1L << spread) * (random.Next(2) == 0 ? 1 : -1));
            }

            int[] read = new int[values.Length];
            IntegerCoding.Decode(IntegerCoding.Encode(values).Span, read);
            Assert.True(values.AsSpan().SequenceEqual(read), $"seed {seed}");
        }
    }

    [Fact]
    public void Extremes_survive()
    {
        int[] values = [int.MinValue, int.MaxValue, 0, -1, int.MaxValue, int.MinValue, 127, -1, 128, 32_767, -1, 32_768, -128];
        int[] read = new int[values.Length];
        IntegerCoding.Decode(IntegerCoding.Encode(values).Span, read);

        Assert.Equal(values, read);
    }

    [Fact]
    public void The_example_of_the_specification_has_its_bytes()
    {
        // OpenUSD's description of the coding: the commonest difference 1, classes 01 00 00 11 01 00 01, then 123, 100000, 0, 0.
        byte[] expected = [1, 0, 0, 0, 0b11_00_00_01, 0b00_01_00_01, 123, 0xA0, 0x86, 0x01, 0x00, 0, 0];

        ReadOnlyMemory<byte> block = IntegerCoding.Encode([123, 124, 125, 100_125, 100_125, 100_126, 100_126]);

        Assert.Equal(expected, CompressedBytes.Decode(block.Span, 64).ToArray());
    }

    [Theory]
    [InlineData(6)]
    [InlineData(9)]
    [InlineData(0)]
    [InlineData(1_000)]
    public void Another_count_is_refused(int count)
    {
        ReadOnlyMemory<byte> block = IntegerCoding.Encode([123, 124, 125, 100_125, 100_125, 100_126, 100_999]);

        Assert.Throws<InvalidDataException>(() => IntegerCoding.Decode(block.Span, new int[count]));
    }
}
