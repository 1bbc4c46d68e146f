using Kiln.Geometry.Hulls;
using Kiln.Geometry.Spatial;

namespace Kiln.Geometry.Decomposition;

/// <summary>A solid with its hull.</summary>
internal sealed class Piece
{
    private readonly Lazy<TriangleBvh> _tree;

    /// <summary>Takes the solid's hull.</summary>
    public Piece(Solid solid)
        : this(solid, new HullBuilder().Build(solid.Vertices))
    {
    }

    /// <summary>Takes the solid and its hull.</summary>
    public Piece(Solid solid, ConvexHull hull)
    {
        Solid = solid;
        Hull = hull;
        _tree = new Lazy<TriangleBvh>(() => new TriangleBvh(new Meshes.SurfaceMesh(solid.Vertices, solid.Triangles)));
    }

    /// <summary>The solid.</summary>
    public Solid Solid { get; }

    /// <summary>Its hull, with as many vertices as it needs.</summary>
    public ConvexHull Hull { get; }

    /// <summary>Finds the nearest point of the solid's surface, caps included.</summary>
    public TriangleBvh Tree => _tree.Value;

    /// <summary>What the hull adds to the solid's volume.</summary>
    public double Excess => Hull.Volume - Solid.Volume;

    /// <summary>Concavity of the solid against its hull.</summary>
    public double Concavity { get; set; }

    /// <summary>True when no cut makes it better.</summary>
    public bool IsFinal { get; set; }
}
