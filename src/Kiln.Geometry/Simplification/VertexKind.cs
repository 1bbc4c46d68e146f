namespace Kiln.Geometry.Simplification;

/// <summary>What surrounds a vertex, which decides where it may go.</summary>
internal enum VertexKind : byte
{
    /// <summary>A closed fan of triangles with one set of attributes: may go anywhere.</summary>
    Interior,

    /// <summary>On an open border with one border edge to each side: moves along the border.</summary>
    Border,

    /// <summary>Closed fan with two sets of attributes or materials, divided by two seam edges: moves along the seam.</summary>
    Seam,

    /// <summary>Closed fan where seams end or cross: stays, unless seams are relaxed.</summary>
    Complex,

    /// <summary>Not manifold, or a border with seams: stays.</summary>
    Locked,
}
