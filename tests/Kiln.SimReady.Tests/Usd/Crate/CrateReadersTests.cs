using System.Text.RegularExpressions;
using Kiln.Checkers;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Tests.Models;
using Kiln.SimReady.Tests.Pipeline;

namespace Kiln.SimReady.Tests.Usd.Crate;

/// <summary>Crate files and packages, opened by readers that nobody here wrote.</summary>
public sealed partial class CrateReadersTests
{
    [Fact]
    public async Task OpenUSD_shows_the_same_stage_from_crate_as_from_text()
    {
        byte[] stool = TestScenes.Glb(TestScenes.Stool());
        using FinishedConversion text = FinishedConversion.Run("stool.glb", stool);
        using FinishedConversion crate = FinishedConversion.Run("stool.glb", stool, new() { UsdFormat = UsdFormat.Crate });

        Assert.True(File.ReadAllBytes(crate.Usd).AsSpan().StartsWith("PXR-USDC"u8));
        await SoundAsset.AssertAsync(crate);
        UsdVerdict expected = await IndependentCheckers.OpenUsdAsync(text.Usd);
        UsdVerdict actual = await IndependentCheckers.OpenUsdAsync(crate.Usd);
        Assert.Equal(WithoutVersions(expected.Text!), WithoutVersions(actual.Text!));
    }

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

    // A flattened stage names the tool and the file that it came from.
    private static string WithoutVersions(string text) => SourceComment().Replace(text, "");

    [GeneratedRegex("(?m)^\\s*doc = .*$")]
    private static partial Regex SourceComment();
}
