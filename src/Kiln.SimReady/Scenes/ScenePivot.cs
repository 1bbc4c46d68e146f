using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;
using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Scenes;

/// <summary>Brings a scene into the clean frame: metres, +Y up, origin at the centre of the base, all transforms baked.</summary>
internal static class ScenePivot
{
    /// <summary>The scene in the clean frame and how far its origin was moved.</summary>
    /// <param name="scene">A scene in its own frame.</param>
    /// <param name="toMetresYUp">From its frame to metres with +Y up.</param>
    /// <param name="output">Told of parts that had to be dropped.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static (Scene Scene, Vector3d Offset) Apply(
        Scene scene, Affine3d toMetresYUp, StepOutput output, CancellationToken cancellationToken)
    {
        Bounds3d bounds = ScenePlacement.Bounds(scene, toMetresYUp, cancellationToken);
        Vector3d offset = new(-bounds.Center.X, -bounds.Min.Y, -bounds.Center.Z);

        // The offset is applied in double precision, before positions are rounded: a far origin costs no detail.
        Scene baked = SceneBaking.Bake(scene, Affine3d.Translation(offset).After(toMetresYUp), output, cancellationToken);
        return (baked, offset);
    }
}
