using Kiln.Checkers;
using Kiln.SimReady.Tests.Models;
using Kiln.SimReady.Tests.Pipeline;

namespace Kiln.SimReady.Tests.ManyModels;

/// <summary>The models inside the npm package vhacd-js: OBJ without units, some closed, some full of holes.</summary>
public sealed class VhacdModelsTests
{
    [Theory]
    [InlineData("bunny")]
    [InlineData("box-thick")]
    [InlineData("character")]
    [InlineData("cow-nonormals")]
    [InlineData("cube-notch")]
    [InlineData("cube")]
    [InlineData("cylinder")]
    [InlineData("deer_bound")]
    [InlineData("defsphere")]
    [InlineData("horse_walk")]
    [InlineData("hose")]
    [InlineData("lamp")]
    [InlineData("ob_chair_gothic")]
    [InlineData("ob_chair_wood")]
    [InlineData("plaque")]
    [InlineData("sphere")]
    [InlineData("teddy")]
    [InlineData("torus1")]
    [InlineData("torus2")]
    [InlineData("wall")]
    public Task A_model_passes_every_checker(string name) => ConvertAsync(name);

    [RemainingModelsTheory]
    [InlineData("al")]
    [InlineData("beshon")]
    [InlineData("blonde")]
    [InlineData("caterpillar")]
    [InlineData("dino")]
    [InlineData("hips")]
    [InlineData("hornbug")]
    [InlineData("mite")]
    [InlineData("model")]
    [InlineData("ob_chess_table")]
    [InlineData("spider")]
    [InlineData("teapot")]
    public Task A_large_model_passes_every_checker(string name) => ConvertAsync(name);

    private static async Task ConvertAsync(string name)
    {
        string folder = await ModelCollections.VhacdAsync();
        using FinishedConversion asset = FinishedConversion.Run($"{name}.obj", await File.ReadAllBytesAsync(Path.Combine(folder, $"{name}.obj")));
        await SoundAsset.AssertAsync(asset);
    }
}
