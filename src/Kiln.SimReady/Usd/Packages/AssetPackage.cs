using Kiln.SimReady.Assets;
using Kiln.SimReady.Usd.Crate;

namespace Kiln.SimReady.Usd.Packages;

/// <summary>What an asset's <c>.usdz</c> package holds.</summary>
internal static class AssetPackage
{
    /// <summary>The package's file name in the result ZIP.</summary>
    public static string PathOf(Asset asset) => $"usd/{asset.BaseName}/{asset.BaseName}.usdz";

    /// <summary>
    /// The layer and its textures. The layer is a crate file whatever <c>usd_format</c> says: packages are for delivery, and some
    /// viewers take no other encoding in them.
    /// </summary>
    public static IReadOnlyList<(string Path, ReadOnlyMemory<byte> Content)> Entries(
        Asset asset, UsdLayer layer, CancellationToken cancellationToken) =>
        [
            ($"{asset.BaseName}.usdc", CrateWriter.Write(layer, cancellationToken)),
            .. asset.Textures.All.Select(file => ($"textures/{file.Name}", file.Image.Content)),
        ];
}
