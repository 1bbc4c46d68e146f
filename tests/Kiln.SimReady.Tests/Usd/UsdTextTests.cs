using System.Numerics;
using System.Text;
using Kiln.SimReady.Tests.Models;
using Kiln.SimReady.Usd;

namespace Kiln.SimReady.Tests.Usd;

public sealed class UsdTextTests
{
    [Fact]
    public void What_is_written_reads_back_equal()
    {
        Random random = new(20260101);
        for (int run = 0; run < 50; run++)
        {
            UsdLayer layer = TestLayers.Random(random);
            UsdLayer read = UsdTextReader.Read(UsdTextWriter.Write(layer));

            Assert.Null(UsdDifference.First(layer, read));
        }
    }

    [Fact]
    public void Every_float_survives_bit_for_bit()
    {
        Random random = new(7);
        float[] values = new float[200_000];
        for (int i = 0; i < values.Length; i++)
        {
            do
            {
                values[i] = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
            }
            while (!float.IsFinite(values[i]));
        }

        values[0] = float.MaxValue;
        values[1] = float.Epsilon;
        values[2] = 0.1f;
        UsdLayer layer = TestLayers.Empty();
        layer.Roots[0].Add("float[]", "v", values);

        float[] read = UsdTextReader.Read(UsdTextWriter.Write(layer)).Roots[0].Value<float[]>("v")!;
        for (int i = 0; i < values.Length; i++)
        {
            Assert.True(BitConverter.SingleToInt32Bits(values[i] + 0f) == BitConverter.SingleToInt32Bits(read[i]), $"{values[i]:R} became {read[i]:R}");
        }
    }

    [Fact]
    public void Text_is_canonical()
    {
        UsdLayer layer = TestLayers.Empty();
        UsdPrim root = layer.Roots[0];
        root.ApiSchemas = ["PhysicsMassAPI"];
        root.Add("float", "physics:mass", -0f);
        root.Add("quatf", "a", new Quaternion(1, 2, 3, 4));
        root.Add("float", "b", 1e-7f);
        root.Add("string", "c", "quote \" back \\ line\nend");

        string text = Encoding.UTF8.GetString(UsdTextWriter.Write(layer).Span);

        Assert.Equal(
            """
            #usda 1.0
            (
                defaultPrim = "root"
                metersPerUnit = 1
                upAxis = "Z"
            )

            def Xform "root" (
                prepend apiSchemas = ["PhysicsMassAPI"]
            )
            {
                quatf a = (4, 1, 2, 3)
                float b = 1e-07
                string c = "quote \" back \\ line\nend"
                float physics:mass = 0
            }

            """.ReplaceLineEndings("\n"),
            text);
    }

    [Fact]
    public void No_number_that_is_not_finite_is_written()
    {
        UsdLayer layer = TestLayers.Empty();
        layer.Roots[0].Add("float", "bad", float.NaN);

        Assert.Throws<ArgumentException>(() => UsdTextWriter.Write(layer));
    }

    [Theory]
    [InlineData("#usda 2.0\n(\n)\n", "line 1")]
    [InlineData("#usda 1.0\n(\n    subLayers = []\n)\n", "line 3")]
    [InlineData("#usda 1.0\n(\n)\ndef Xform \"a\"\n{\n    float x = nan\n}\n", "line 6")]
    [InlineData("#usda 1.0\n(\n)\ndef Xform \"a\"\n{\n    int[] x = [1, 2\n}\n", "does not end")]
    [InlineData("#usda 1.0\n(\n)\ndef Xform \"a\"\n{\n    int[] x = [1, 2 3]\n}\n", "line 6")]
    [InlineData("#usda 1.0\n(\n)\ndef Xform \"a\"\n{\n    float3[] x = [(1, 2), (3, 4)]\n}\n", "finite numbers")]
    [InlineData("#usda 1.0\n(\n)\ndef Xform \"a\"\n{\n    string x = \"open\n}\n", "line 6")]
    [InlineData("#usda 1.0\n(\n)\ndef Xform \"a\"\n{\n", "a name expected")]
    public void Faults_are_named_with_their_line(string text, string expected)
    {
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => UsdTextReader.Read(Encoding.UTF8.GetBytes(text)));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_short_anywhere_is_refused_and_nothing_else_happens()
    {
        ReadOnlyMemory<byte> whole = UsdTextWriter.Write(TestLayers.Random(new Random(3)));
        for (int length = 0; length < whole.Length - 2; length++)
        {
            try
            {
                UsdLayer read = UsdTextReader.Read(whole[..length]);
                Assert.True(read.Roots.Count == 0, $"A cut at {length} was not noticed.");
            }
            catch (InvalidDataException)
            {
                // What is expected.
            }
        }
    }

    [Theory]
    [InlineData("Leg 1", "leg_1")]
    [InlineData("CON", "con_")]
    [InlineData("9 lives", "n9_lives")]
    [InlineData("__x__", "x")]
    [InlineData("日本", "fallback")]
    [InlineData("com1", "com1_")]
    public void Prim_names_are_made_valid(string original, string expected) =>
        Assert.Equal(expected, PrimNames.Make(original, "fallback"));

    [Fact]
    public void Prim_names_stay_unique_and_short()
    {
        PrimNames names = new();
        string[] made = [.. Enumerable.Range(0, 200).Select(_ => names.Unique(new string('a', 100), "x"))];

        Assert.Equal(200, made.Distinct().Count());
        Assert.All(made, name => Assert.InRange(name.Length, 1, 64));
    }
}
