using Kiln.Geometry.Numerics;
using Kiln.SimReady.Assets;

namespace Kiln.SimReady.Tests.Assets;

public sealed class PartScaleTests
{
    private static readonly Bounds3d Asset = new(Vector3d.Zero, new(1, 2, 1));

    [Theory]
    [InlineData(2, 1, 1)]
    [InlineData(0.5, 0.25, 2)]
    [InlineData(0.125, 0.0625, 4)]
    [InlineData(0.001, 0.0005, 4)]
    [InlineData(0, 0, 4)]
    public void Ease_grows_with_the_root_of_how_small_a_part_is(double side, double share, double ease)
    {
        PartScale scale = new(new(Vector3d.Zero, new(side / 2, 0, side)), Asset);

        Assert.Equal(share, scale.Share, 1e-12);
        Assert.Equal(ease, scale.Ease, 1e-12);
    }

    [Fact]
    public void An_asset_without_extent_gives_every_part_full_care() =>
        Assert.Equal((1, 1), (new PartScale(Asset, new(Vector3d.Zero, Vector3d.Zero)).Share, new PartScale(Asset, default).Ease));
}
