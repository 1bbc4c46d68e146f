using System.Numerics;
using Kiln.SimReady.Tests.Models;
using Kiln.SimReady.Usd;
using Kiln.SimReady.Usd.Crate;

namespace Kiln.SimReady.Tests.Usd.Crate;

public sealed class CrateTests
{
    [Fact]
    public void What_is_written_reads_back_equal()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            UsdLayer layer = TestLayers.Random(new Random(seed));
            string? difference = UsdDifference.First(layer, CrateReader.Read(CrateWriter.Write(layer)));

            Assert.True(difference is null, $"seed {seed}: {difference}");
        }
    }

    [Fact]
    public void Text_and_crate_hold_the_same_layer()
    {
        UsdLayer layer = TestLayers.Random(new Random(20260101));

        Assert.Null(UsdDifference.First(
            UsdTextReader.Read(UsdTextWriter.Write(layer)),
            CrateReader.Read(CrateWriter.Write(layer))));
    }

    [Fact]
    public void Equal_layers_give_equal_bytes() => Assert.Equal(
        CrateWriter.Write(TestLayers.Random(new Random(5))).ToArray(),
        CrateWriter.Write(TestLayers.Random(new Random(5))).ToArray());

    [Fact]
    public void Values_that_fit_in_place_and_values_that_do_not_survive()
    {
        UsdLayer layer = TestLayers.Empty();
        UsdPrim root = layer.Roots[0];
        root.Add("double", "exact", 0.5);
        root.Add("double", "long", 0.1);
        root.Add("float3", "small", new Vector3(-128, 0, 127));
        root.Add("float3", "large", new Vector3(-129, 0, 127));
        root.Add("float2", "fraction", new Vector2(0.5f, 1));
        root.Add("float4", "whole", new Vector4(1, 2, 3, 4));
        root.Add("int", "least", int.MinValue);
        root.Add("int[]", "none", Array.Empty<int>());
        root.Add("float[]", "few", new[] { 1f, 2.5f });
        root.Add("int[]", "many", Enumerable.Range(0, 10_000).Select(i => i * i).ToArray());

        Assert.Null(UsdDifference.First(layer, CrateReader.Read(CrateWriter.Write(layer))));
    }

    [Fact]
    public void Minus_zero_is_written_as_zero()
    {
        float[] zeros = new float[37];
        zeros.AsSpan().Fill(-0f);
        UsdLayer layer = TestLayers.Empty();
        layer.Roots[0].Add("float[]", "zeros", zeros);
        layer.Roots[0].Add("float", "zero", -0f);

        UsdPrim read = CrateReader.Read(CrateWriter.Write(layer)).Roots[0];

        Assert.All(read.Value<float[]>("zeros")!, zero => Assert.Equal(0, BitConverter.SingleToInt32Bits(zero)));
        Assert.Equal(0, BitConverter.SingleToInt32Bits(read.Value<float>("zero")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(19)]
    public void No_number_that_is_not_finite_is_written(int at)
    {
        float[] numbers = new float[20];
        numbers[at] = float.NegativeInfinity;
        UsdLayer layer = TestLayers.Empty();
        layer.Roots[0].Add("float[]", "bad", numbers);

        Assert.Throws<ArgumentException>(() => CrateWriter.Write(layer));
    }

    [Fact]
    public void An_array_that_attributes_share_is_written_once()
    {
        int[] indices = [.. Enumerable.Range(0, 5_000).Select(i => i * 7919 % 5_000)];
        UsdLayer one = TestLayers.Empty();
        one.Roots[0].Add("int[]", "a", indices);
        UsdLayer two = TestLayers.Empty();
        two.Roots[0].Add("int[]", "a", indices);
        two.Roots[0].Add("int[]", "b", indices);

        Assert.InRange(CrateWriter.Write(two).Length - CrateWriter.Write(one).Length, 1, 200);
    }

    [Fact]
    public void A_file_cut_short_anywhere_is_refused()
    {
        ReadOnlyMemory<byte> whole = CrateWriter.Write(TestLayers.Random(new Random(3)));
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => CrateReader.Read(whole[..length]));
        }
    }

    [Fact]
    public void A_damaged_file_is_refused_or_read_and_nothing_else_happens()
    {
        byte[] whole = CrateWriter.Write(TestLayers.Random(new Random(4))).ToArray();
        int refused = 0;
        for (int seed = 0; seed < 10_000; seed++)
        {
            Random random = new(seed);
            byte[] damaged = [.. whole];
            for (int change = random.Next(1, 5); change > 0; change--)
            {
                int at = random.Next(damaged.Length);
                damaged[at] = random.Next(3) == 0 ? (byte)(damaged[at] ^ (1 << random.Next(8))) : (byte)random.Next(256);
            }

            try
            {
                CrateReader.Read(damaged);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
            catch (Exception fault)
            {
                Assert.Fail($"seed {seed}: {fault}");
            }
        }

        Assert.InRange(refused, 1_000, 10_000);
    }
}
