using Kiln.Geometry.Hulls;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Decomposition;

/// <summary>Pieces that one hull stands for.</summary>
/// <param name="Pieces">At least one.</param>
/// <param name="Hull">The hull of them all.</param>
/// <param name="Concavity">Of the pieces against the hull; NaN while it has not been measured.</param>
internal sealed record HullGroup(IReadOnlyList<Piece> Pieces, ConvexHull Hull, double Concavity)
{
    /// <summary>The volume of the solids inside.</summary>
    public double Volume { get; } = Pieces.Sum(piece => piece.Solid.Volume);

    /// <summary>The hull's bounding box.</summary>
    public Bounds3d Bounds { get; } = Hull.Bounds;
}
