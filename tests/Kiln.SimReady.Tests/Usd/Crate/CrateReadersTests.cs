using System.Text;
using Kiln.Checkers;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Tests.Models;
using Kiln.SimReady.Tests.Pipeline;

namespace Kiln.SimReady.Tests.Usd.Crate;

/// <summary>Crate files and packages, opened by readers that nobody here wrote.</summary>
public sealed class CrateReadersTests
{
    [Theory]
    [InlineData(UsdFormat.Crate, "PXR-USDC")]
    [InlineData(UsdFormat.Text, "#usda")]
    public async Task Either_encoding_is_written_on_request_and_opens_as_the_other(UsdFormat format, string magic)
    {
        using FinishedConversion stool = FinishedConversion.Run("stool.glb", TestScenes.Glb(TestScenes.Stool()), new() { UsdFormat = format });

        Assert.True(File.ReadAllBytes(stool.Usd).AsSpan().StartsWith(Encoding.ASCII.GetBytes(magic)));
        await SoundAsset.AssertAsync(stool);
    }

    [Fact]
    public void Crate_is_the_default() => Assert.Equal(UsdFormat.Crate, new ConversionParameters().UsdFormat);

    [Fact]
    public async Task A_package_opens_with_its_textures_and_validates()
    {
        using FinishedConversion stool = FinishedConversion.Run("stool.glb", TestScenes.Glb(TestScenes.Stool()), new() { Usdz = true });
        Artifact artifact = Assert.Single(stool.Artifacts.Values, artifact => artifact.Role == ArtifactRole.Usdz);
        Assert.Equal("output/usd/stool/stool.usdz", artifact.Name);
        Assert.Empty(stool.FailedRules);
        string package = Path.ChangeExtension(stool.Usd, ".usdz");

        UsdVerdict open = await IndependentCheckers.OpenUsdAsync(package);
        Assert.True(open.Ok, string.Join('\n', open.Errors));
        Assert.Contains("PhysicsRigidBodyAPI", open.Text, StringComparison.Ordinal);
        TinyUsdVerdict tiny = await IndependentCheckers.ParseUsdAsync(package);
        Assert.True(tiny.Ok, tiny.Error);
        Assert.Equal((await IndependentCheckers.ParseUsdAsync(stool.Usd)).Meshes, tiny.Meshes);
    }
}
