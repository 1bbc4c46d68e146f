using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Mass;

/// <summary>
/// Moments of a body up to second order about some origin: ∫dV, ∫r dV, ∫r·rᵀ dV. They add up, so parts and chunks are summed in
/// this form.
/// </summary>
internal readonly record struct VolumeMoments(double Volume, Vector3d First, SymmetricTensor3d Second)
{
    public static VolumeMoments operator +(VolumeMoments a, VolumeMoments b) =>
        new(a.Volume + b.Volume, a.First + b.First, a.Second + b.Second);

    /// <summary>Mass properties in the frame whose point <paramref name="origin"/> the moments were taken about.</summary>
    /// <exception cref="InvalidModelException">The volume is not a positive number.</exception>
    public MassProperties About(Vector3d origin)
    {
        if (!(Volume > 0) || !double.IsFinite(Volume) || !Second.IsFinite)
        {
            throw new InvalidModelException(
                $"The surface encloses a volume of {Volume:R}, so it has no mass; a solid must enclose a positive volume, triangles facing outward");
        }

        Vector3d center = First / Volume;
        SymmetricTensor3d central = Second - (SymmetricTensor3d.Outer(center) * Volume);
        return new(Volume, center + origin, SymmetricTensor3d.InertiaOf(central));
    }

    /// <summary>
    /// Adds the chunks in a binary tree whose shape depends only on their number: the rounding error grows with the logarithm of it,
    /// and the result does not depend on who computed which chunk.
    /// </summary>
    public static VolumeMoments PairwiseSum(ReadOnlySpan<VolumeMoments> chunks) => chunks.Length switch
    {
        0 => default,
        1 => chunks[0],
        _ => PairwiseSum(chunks[..(chunks.Length / 2)]) + PairwiseSum(chunks[(chunks.Length / 2)..]),
    };
}
