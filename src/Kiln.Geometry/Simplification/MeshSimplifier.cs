using System.Numerics;
using System.Runtime.InteropServices;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Simplification;

/// <summary>
/// Simplifies the meshes of one object together by collapsing edges in the order of their quadric error, that of the attributes
/// included. Places shared between materials move as one, so no crack opens; borders, seams and material borders move along themselves
/// only; a collapse that would change the topology or fold the surface is not made, so what was closed and manifold stays so and no part
/// is lost. The input should be clean; places count as shared where positions are bit-equal. Meshes shaded flat come out so, with the normals
/// of their new triangles.
/// </summary>
public static class MeshSimplifier
{
    // Cheaper than waiting for the very cheapest: a pass may go this far above the cost of the last edge it asks for.
    private const float KeyHeadroom = 1.25f;

    // Of the edges asked for some share an end with a cheaper one: so many are listed for each triangle too many, a collapse taking two.
    private const double EdgesPerTriangle = 0.625;
    private const int StallShare = 100;

    /// <summary>Simplifies an object; the result depends on nothing but the arguments.</summary>
    /// <param name="meshes">The object's meshes in one frame.</param>
    /// <param name="options">Target and limits.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidModelException">There is work to do and a position is NaN or infinite.</exception>
    public static SimplificationResult Simplify(
        IReadOnlyList<TriangleMesh> meshes, SimplificationOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(meshes);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.TargetTriangles, nameof(options));
        int triangles = meshes.Sum(m => m.TriangleCount);
        if (triangles <= options.TargetTriangles)
        {
            return new(meshes, triangles, 0, 0, SimplificationStop.NothingToDo, SeamsRelaxed: false);
        }

        bool[] areFlat = [.. meshes.Select(FlatShading.IsFlat)];
        var mesh = new WorkingMesh([.. meshes.Select((m, i) => areFlat[i] ? FlatShading.WithoutNormals(m) : m)]);
        var attributes = new AttributeTable(mesh);
        (double error, SimplificationStop stop, bool relaxed) = Run(mesh, attributes, options, cancellationToken);
        TriangleMesh[] result = Write(mesh, attributes);
        for (int m = 0; m < result.Length; m++)
        {
            result[m] = areFlat[m] ? FlatShading.WithNormals(result[m]) : result[m];
        }

        return new(result, mesh.TriangleCount, error, error * mesh.Extent, stop, relaxed);
    }

    /// <summary>Simplifies a bare surface.</summary>
    /// <param name="surface">The surface; rounded to single precision on the way.</param>
    /// <param name="options">Target and limits.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidModelException">There is work to do and a position is NaN, infinite or too large for single precision.</exception>
    public static SurfaceMesh Simplify(SurfaceMesh surface, SimplificationOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(surface);
        var positions = new Vector3[surface.Vertices.Length];
        for (int v = 0; v < positions.Length; v++)
        {
            positions[v] = (Vector3)surface.Vertices[v];
        }

        TriangleMesh simplified =
            Simplify([new() { Positions = positions, Indices = surface.Triangles }], options, cancellationToken).Meshes[0];
        var vertices = new Vector3d[simplified.VertexCount];
        for (int v = 0; v < vertices.Length; v++)
        {
            vertices[v] = simplified.Positions[v];
        }

        return new(vertices, simplified.Indices);
    }

    private static (double Error, SimplificationStop Stop, bool Relaxed) Run(
        WorkingMesh mesh, AttributeTable attributes, SimplificationOptions options, CancellationToken cancellationToken)
    {
        var spokes = new SpokeTable(mesh);
        spokes.Build(mesh);
        var kinds = new VertexKinds(mesh, spokes);
        Quadric[] quadrics = QuadricBuilder.Build(mesh, spokes, kinds);
        var attributeQuadrics = AttributeQuadrics.Build(mesh, attributes);
        var planner = new CollapsePlanner(mesh, kinds, quadrics, attributeQuadrics, options.MaximumError * options.MaximumError);
        var pass = new CollapsePass(mesh, spokes, kinds, quadrics, new WedgeMap(mesh, spokes, kinds, attributes, attributeQuadrics));
        var compaction = new Compaction(mesh.PlaceCount);
        bool limited = true;
        while (mesh.TriangleCount > options.TargetTriangles)
        {
            int excess = mesh.TriangleCount - options.TargetTriangles;
            ReadOnlySpan<Collapse> plan = planner.Plan((int)(excess * EdgesPerTriangle), limited ? KeyHeadroom : float.PositiveInfinity, cancellationToken);
            int removed = plan.Length == 0 ? 0 : pass.Run(plan, excess);
            if (removed > 0)
            {
                kinds.Follow(pass.PlaceTarget[..mesh.PlaceCount]);
                compaction.Build(pass.PlaceTarget[..mesh.PlaceCount]);
                kinds.Renumber(compaction);
                compaction.Move(quadrics);
                mesh.Apply(pass.WedgeTarget, compaction);
                spokes.Build(mesh);
            }

            bool stalled = removed < Math.Max(1, Math.Min(excess, mesh.TriangleCount / StallShare));
            if (!stalled)
            {
                limited = true;
            }
            else if (limited)
            {
                limited = false;
            }
            else if (options.MayRelaxSeams && !kinds.AreSeamsRelaxed && kinds.Relax())
            {
                limited = true;
            }
            else
            {
                SimplificationStop stop = planner.MetErrorLimit ? SimplificationStop.ErrorLimit : SimplificationStop.NoCollapseLeft;
                return (Math.Sqrt(pass.LargestCost), stop, kinds.AreSeamsRelaxed);
            }
        }

        return (Math.Sqrt(pass.LargestCost), SimplificationStop.TargetReached, kinds.AreSeamsRelaxed);
    }

    private static TriangleMesh[] Write(WorkingMesh mesh, AttributeTable attributes)
    {
        var result = new TriangleMesh[mesh.Meshes.Count];
        int[] newIndex = new int[mesh.VertexCount];
        int corner = 0;
        for (int m = 0; m < result.Length; m++)
        {
            int end = corner;
            while (end < mesh.CornerCount && mesh.MeshOf[end / 3] == m)
            {
                end += 3;
            }

            var vertices = new List<int>();
            var positions = new List<Vector3>();
            int[] indices = new int[end - corner];
            for (int i = 0; i < indices.Length; i++)
            {
                int wedge = mesh.Wedges[corner + i];
                if (newIndex[wedge] == 0)
                {
                    vertices.Add(mesh.VertexOf(wedge));
                    positions.Add((Vector3)((mesh.Places[mesh.Corners[corner + i]] * mesh.Extent) + mesh.Center));
                    newIndex[wedge] = vertices.Count;
                }

                indices[i] = newIndex[wedge] - 1;
            }

            result[m] = attributes.Gather(mesh.Meshes[m], CollectionsMarshal.AsSpan(vertices), [.. positions], indices);
            corner = end;
        }

        return result;
    }
}
