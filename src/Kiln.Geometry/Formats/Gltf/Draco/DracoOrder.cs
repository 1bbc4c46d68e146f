namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>The order in which the values of attributes are stored.</summary>
/// <param name="CornerOf">A corner of the vertex that each value belongs to; null where the values stand in the order of the points.</param>
/// <param name="ValueOf">The value of each vertex of <paramref name="Table"/>.</param>
/// <param name="ValueOfPoint">The value of each point; null where that is the one of the same number.</param>
/// <param name="Table">The surface as these attributes see it, or null.</param>
/// <param name="Count">Number of values.</param>
internal sealed record DracoOrder(int[]? CornerOf, int[] ValueOf, int[]? ValueOfPoint, DracoCornerTable? Table, int Count);
