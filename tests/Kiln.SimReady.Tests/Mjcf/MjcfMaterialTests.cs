using System.Globalization;
using System.Numerics;
using System.Xml.Linq;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Scenes;
using Kiln.Geometry.Shapes;
using Kiln.SimReady.Tests.Models;

namespace Kiln.SimReady.Tests.Mjcf;

/// <summary>Colours as MuJoCo shows them: one to a material, in display space.</summary>
public sealed class MjcfMaterialTests
{
    private static readonly TriangleMesh Box = TexturedShapes.Box(new Vector3(0.2f), 1, 0);

    [Theory]
    [InlineData(AlphaMode.Opaque, 0.25f, 1)]
    [InlineData(AlphaMode.Blend, 0.25f, 0.25)]
    [InlineData(AlphaMode.Mask, 0.25f, 0)]
    [InlineData(AlphaMode.Mask, 0.75f, 1)]
    public void Alpha_follows_its_mode(AlphaMode mode, float alpha, double expected) =>
        Assert.Equal(expected, Rgba(new Material { Name = "m", BaseColor = new(1, 1, 1, alpha), AlphaMode = mode }, Box)[3], 1e-6);

    [Fact]
    public void Vertex_colours_are_averaged_and_multiplied_by_the_factor()
    {
        // Three sides of six are red, the others black.
        Vector4[] colors = [.. Box.Positions.Select((_, i) => i < Box.VertexCount / 2 ? new Vector4(1, 0, 0, 1) : new Vector4(0, 0, 0, 1))];

        double[] rgba = Rgba(new Material { Name = "m", BaseColor = new(0.5f, 1, 1, 1) }, Box with { Colors = colors });

        Assert.Equal([Math.Round(SRgb(0.25), 3), 0, 0, 1], rgba.Select(c => Math.Round(c, 3)));
    }

    [Fact]
    public void Colours_that_a_texture_hides_are_told()
    {
        Scene scene = TestScenes.Of([new Material { Name = "m", BaseColorTexture = new(0) }], ("box", Box with { Colors = [.. Box.Positions.Select(_ => Vector4.One)] })) with
        {
            Images = [new("picture", "image/png", TestImages.Checker(8))],
        };
        using FinishedConversion asset = FinishedConversion.Run("a.glb", TestScenes.Glb(scene));

        Assert.Contains(asset.Steps.SelectMany(step => step.Warnings), warning => warning.Code == "VERTEX_COLORS_NOT_SHADED");
        Assert.Empty(asset.FailedRules);
    }

    private static double[] Rgba(Material material, TriangleMesh mesh)
    {
        using FinishedConversion asset = FinishedConversion.Run("a.glb", TestScenes.Glb(TestScenes.Of([material], ("box", mesh))));
        return [.. XElement.Load(asset.Mjcf).Descendants("material").Single().Attribute("rgba")!.Value
            .Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
    }

    // IEC 61966-2-1.
    private static double SRgb(double linear) => (1.055 * Math.Pow(linear, 1 / 2.4)) - 0.055;
}
