namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>An attribute of the mesh: its description, and what is known of its values.</summary>
/// <param name="Id">The number by which glTF names it.</param>
/// <param name="Kind">0 position, 1 normal, 2 colour, 3 texture coordinate, 4 anything.</param>
/// <param name="Type">The type of a component.</param>
/// <param name="Components">Components of a value.</param>
/// <param name="Coding">How the values are coded.</param>
internal sealed record DracoAttribute(uint Id, int Kind, DracoDataType Type, int Components, DracoCoding Coding)
{
    /// <summary>Components of a value as whole numbers: a coded normal has two.</summary>
    public int CodedComponents => Coding == DracoCoding.Normal ? 2 : Components;

    /// <summary>The order of the values.</summary>
    public required DracoOrder Order { get; init; }

    /// <summary>The values as whole numbers, <see cref="CodedComponents"/> each; empty until decoded, and where they are stored as they are.</summary>
    public int[] Coded { get; set; } = [];

    /// <summary>The values, <see cref="Components"/> each; integers as they are, not normalised.</summary>
    public float[] Values { get; set; } = [];
}
