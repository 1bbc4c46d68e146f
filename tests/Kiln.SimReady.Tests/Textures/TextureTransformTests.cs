using System.Globalization;
using System.Numerics;
using Kiln.Geometry.Formats;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Scenes;
using Kiln.Geometry.Shapes;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Tests.Models;
using Kiln.SimReady.Tests.Pipeline;
using Kiln.SimReady.Usd;

namespace Kiln.SimReady.Tests.Textures;

/// <summary>
/// The first example of KHR_texture_transform: the lower left quadrant of the image, turned by 90°. Without a reader that knows the
/// extension the coordinates themselves must say so: (u, v) ↦ (v/2, 1 − u/2) from the upper left, (v/2, u/2) from the lower left.
/// </summary>
public sealed class TextureTransformTests
{
    private static readonly TextureReference Quadrant = new(0) { Offset = new(0, 1), Rotation = MathF.PI / 2, Scale = new(0.5f) };

    private static readonly TriangleMesh Box = TexturedShapes.Box(new Vector3(0.2f), 1, 0);

    private static byte[] Glb => TestScenes.Glb(TestScenes.Of(
        [new Material { Name = "m", BaseColorTexture = Quadrant, EmissiveTexture = new(0), Emissive = Vector3.One }], ("box", Box)) with
    {
        Images = [new("picture", "image/png", TestImages.Checker(16))],
    });

    [Theory]
    [InlineData(PreprocessMode.Auto)]
    [InlineData(PreprocessMode.Always)]
    public async Task The_transform_is_in_the_coordinates_of_every_output(PreprocessMode preprocess)
    {
        using FinishedConversion asset = FinishedConversion.Run("box.glb", Glb, new() { Preprocess = preprocess });

        Vector2[] expected = [.. Box.TexCoords0!.Select(uv => new Vector2(uv.Y / 2, uv.X / 2))];
        UsdPrim mesh = UsdFile.Read(File.ReadAllBytes(asset.Usd)).Prims().Single(entry => entry.Path == "/box/geometry/box").Prim;
        AssertSameSet(expected, mesh.Value<Vector2[]>("primvars:st")!);
        AssertSameSet([.. Box.TexCoords0!.Select(uv => new Vector2(uv.X, 1 - uv.Y))], mesh.Value<Vector2[]>("primvars:st_1")!);
        string obj = Path.Combine(Path.GetDirectoryName(asset.Mjcf)!, "meshes", "visual_000.obj");
        AssertSameSet(expected, [.. File.ReadLines(obj).Where(line => line.StartsWith("vt ", StringComparison.Ordinal)).Select(Parse)]);
        await SoundAsset.AssertAsync(asset);
    }

    [Fact]
    public void The_clean_glb_carries_the_transform()
    {
        using FinishedConversion asset = FinishedConversion.Run("box.glb", Glb);

        Scene clean = ModelReader.Read(new ModelSource("clean.glb", File.ReadAllBytes(asset.CleanGlb)));
        TextureReference texture = clean.Materials[0].BaseColorTexture!;
        Assert.Equal((Quadrant.Offset, Quadrant.Rotation, Quadrant.Scale), (texture.Offset, texture.Rotation, texture.Scale));
        Assert.False(clean.Materials[0].EmissiveTexture!.HasTransform);
        AssertSameSet(Box.TexCoords0!, clean.Meshes[0].Primitives[0].TexCoords0!);
    }

    private static void AssertSameSet(Vector2[] expected, Vector2[] actual) => Assert.Equal(Distinct(expected), Distinct(actual));

    private static (double U, double V)[] Distinct(Vector2[] coordinates) =>
        [.. coordinates.Select(uv => (Math.Round(uv.X, 5) + 0, Math.Round(uv.Y, 5) + 0)).Distinct().Order()];

    private static Vector2 Parse(string line)
    {
        string[] words = line.Split(' ');
        return new(float.Parse(words[1], CultureInfo.InvariantCulture), float.Parse(words[2], CultureInfo.InvariantCulture));
    }
}
