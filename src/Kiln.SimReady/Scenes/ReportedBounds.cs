using Kiln.Geometry.Numerics;

namespace Kiln.SimReady.Scenes;

/// <summary>A box as reports show it: its least and its largest x, y and z.</summary>
internal sealed record ReportedBounds(double[] Min, double[] Max)
{
    /// <summary>A box in the frame that it is given in.</summary>
    public static ReportedBounds Of(Bounds3d box) => new([box.Min.X, box.Min.Y, box.Min.Z], [box.Max.X, box.Max.Y, box.Max.Z]);

    /// <summary>A box of the clean GLB's frame (+Y up), in the asset's (+Z up).</summary>
    public static ReportedBounds FromGltf(Bounds3d box) =>
        new([box.Min.X, 0 - box.Max.Z, box.Min.Y], [box.Max.X, 0 - box.Min.Z, box.Max.Y]);
}
