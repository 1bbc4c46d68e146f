namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>The triangles of a mesh, and how its attributes may be split along seams.</summary>
/// <param name="PointCount">Number of points: the vertices as glTF counts them, split wherever any attribute is.</param>
/// <param name="Indices">The point at each corner, three a triangle.</param>
/// <param name="Table">The surface, or null when it was stored as plain indices.</param>
/// <param name="SeamTables">The surface as cut by the seams of each set of attributes.</param>
internal sealed record DracoConnectivity(int PointCount, int[] Indices, DracoCornerTable? Table, DracoCornerTable[] SeamTables);
