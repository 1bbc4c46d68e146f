using System.Text.Json.Serialization;
using Kiln.Geometry.Cleaning;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;

namespace Kiln.SimReady.Scenes;

/// <summary>What cleaning found and did over all parts of a scene; members of the report.</summary>
internal sealed record GeometryCounts
{
    public int Vertices { get; init; }

    public int Triangles { get; init; }

    public int Components { get; init; }

    public int BoundaryEdges { get; init; }

    public int NonManifoldEdges { get; init; }

    public int InconsistentEdges { get; init; }

    public bool Watertight { get; init; }

    public double AreaM2 { get; init; }

    /// <summary>Signed; of little meaning unless watertight.</summary>
    public double VolumeM3 { get; init; }

    /// <summary>Box around all of it, in the asset's axes; null when there is no triangle.</summary>
    public ReportedBounds? BoundsM => Bounds.IsEmpty ? null : ReportedBounds.FromGltf(Bounds);

    /// <summary>The same box in the frame of the surfaces that were counted, the clean GLB's.</summary>
    [JsonIgnore]
    public Bounds3d Bounds { get; init; } = Bounds3d.Empty;

    /// <summary>Adds the statistics of another part.</summary>
    public GeometryCounts Plus(SurfaceStatistics part) => new()
    {
        Vertices = Vertices + part.Vertices,
        Triangles = Triangles + part.Triangles,
        Components = Components + part.Components,
        BoundaryEdges = BoundaryEdges + part.BoundaryEdges,
        NonManifoldEdges = NonManifoldEdges + part.NonManifoldEdges,
        InconsistentEdges = InconsistentEdges + part.InconsistentEdges,
        Watertight = (Watertight || Triangles == 0) && part.IsWatertight,
        AreaM2 = AreaM2 + part.Area,
        VolumeM3 = VolumeM3 + part.Volume,
        Bounds = Bounds.Including(part.Bounds),
    };

    /// <summary>Counts of a file's meshes as they stand, before anything is joined.</summary>
    public static (int Vertices, int Triangles) Of(Scene scene) => (
        scene.Meshes.Sum(mesh => mesh.Primitives.Sum(primitive => primitive.VertexCount)),
        scene.Meshes.Sum(mesh => mesh.Primitives.Sum(primitive => primitive.TriangleCount)));
}
