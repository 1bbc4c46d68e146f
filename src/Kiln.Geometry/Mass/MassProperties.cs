using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Mass;

/// <summary>
/// What rigid-body motion needs of a body of density 1, in the frame and unit of its mesh. Multiply <see cref="Volume"/> and
/// <see cref="Inertia"/> by the density to get mass (kg when metres) and inertia (kg·m²).
/// </summary>
/// <param name="Volume">Enclosed volume; positive.</param>
/// <param name="CenterOfMass">Centroid of the volume.</param>
/// <param name="Inertia">Inertia tensor about the centre of mass, axes parallel to the frame's, at density 1.</param>
public sealed record MassProperties(double Volume, Vector3d CenterOfMass, SymmetricTensor3d Inertia)
{
    /// <summary>The same body at another density: <see cref="Volume"/> then holds the mass.</summary>
    public MassProperties Scaled(double factor) => this with { Volume = Volume * factor, Inertia = Inertia * factor };

    /// <summary>The same body after a motion.</summary>
    /// <param name="motion">A rotation and a translation.</param>
    public MassProperties Moved(Affine3d motion) => new(Volume, motion.Point(CenterOfMass), Inertia.Rotated(motion));

    /// <summary>
    /// The inertia about another point, by the parallel-axis theorem.
    /// </summary>
    public SymmetricTensor3d InertiaAbout(Vector3d point)
    {
        SymmetricTensor3d shift = SymmetricTensor3d.InertiaOf(SymmetricTensor3d.Outer(CenterOfMass - point) * Volume);
        return Inertia + shift;
    }

    /// <summary>
    /// One body from several that are rigidly joined. Parts of different density are passed <see cref="Scaled"/>; parts that overlap
    /// count twice where they do.
    /// </summary>
    /// <exception cref="ArgumentException">No parts.</exception>
    public static MassProperties Combined(IReadOnlyList<MassProperties> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
        {
            throw new ArgumentException("A body needs at least one part.", nameof(parts));
        }

        double volume = 0;
        Vector3d first = Vector3d.Zero;
        foreach (MassProperties part in parts)
        {
            volume += part.Volume;
            first += part.CenterOfMass * part.Volume;
        }

        Vector3d center = first / volume;
        SymmetricTensor3d inertia = default;
        foreach (MassProperties part in parts)
        {
            inertia += part.InertiaAbout(center);
        }

        return new(volume, center, inertia);
    }
}
