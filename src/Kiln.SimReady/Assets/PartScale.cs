using Kiln.Geometry.Numerics;

namespace Kiln.SimReady.Assets;

/// <summary>
/// How much care a part deserves by its size within the asset. What is a tenth as long as the whole may be off by more of its own size
/// before anybody sees it in the whole: by the geometric mean of both sizes, so that the holes of small parts stay open still.
/// </summary>
internal readonly struct PartScale
{
    private const double MostEase = 4;

    /// <summary>The scale of a part in an asset of the given size.</summary>
    public PartScale(Bounds3d part, Bounds3d asset)
    {
        double longest = LongestSide(asset);
        Share = longest > 0 ? Math.Clamp(LongestSide(part) / longest, 0, 1) : 1;
    }

    /// <summary>The part's longest side over the asset's, 0–1.</summary>
    public double Share { get; }

    /// <summary>What tolerances that are relative to the part are multiplied by, 1–4.</summary>
    public double Ease => Share > 1 / (MostEase * MostEase) ? 1 / Math.Sqrt(Share) : MostEase;

    private static double LongestSide(Bounds3d bounds) => Math.Max(bounds.Size.X, Math.Max(bounds.Size.Y, bounds.Size.Z));
}
