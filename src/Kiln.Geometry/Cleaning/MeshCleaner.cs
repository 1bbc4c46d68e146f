using System.Numerics;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Cleaning;

/// <summary>
/// Turns triangles as files hold them into a sound surface: welds, drops degenerate and repeated triangles, cuts non-manifold edges,
/// sews close borders, fills small holes, makes winding consistent and outward, and gives every corner a valid normal. Works on
/// the meshes of one object together, so that borders between materials stay closed. No edge of the result has more than two triangles,
/// and cleaning a surface twice changes nothing. (Meshes cleaned twice may be paired anew where more than two triangles met in an edge
/// at which attributes part vertices, for then only their places say what was joined.)
/// </summary>
public static class MeshCleaner
{
    /// <summary>Cleans an object.</summary>
    /// <param name="meshes">The object's meshes in one frame, lengths in metres.</param>
    /// <param name="options">What may be done; defaults when null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidModelException">An index is out of range, or a position in use is NaN or infinite.</exception>
    public static CleanedModel Clean(
        IReadOnlyList<TriangleMesh> meshes, CleaningOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(meshes);
        options ??= new();
        int[] firstVertex = new int[meshes.Count + 1];
        int triangles = 0;
        for (int m = 0; m < meshes.Count; m++)
        {
            Check(meshes[m], m);
            firstVertex[m + 1] = firstVertex[m] + meshes[m].VertexCount;
            triangles += meshes[m].TriangleCount;
        }

        var points = new Vector3d[firstVertex[^1]];
        int[] corners = new int[triangles * 3];
        int[] groups = new int[triangles];
        int corner = 0;
        for (int m = 0; m < meshes.Count; m++)
        {
            Vector3[] positions = meshes[m].Positions;
            for (int v = 0; v < positions.Length; v++)
            {
                // A vertex that no triangle uses may hold anything; it must not spread the grid or the box.
                Vector3d point = positions[v];
                points[firstVertex[m] + v] = point.IsFinite ? point : Vector3d.Zero;
            }

            Array.Fill(groups, m, corner / 3, meshes[m].TriangleCount);
            foreach (int index in meshes[m].Indices)
            {
                corners[corner++] = firstVertex[m] + index;
            }
        }

        var pass = new CleaningPass(points, corners, groups, options, cancellationToken);
        (CleaningReport report, SurfaceMesh surface) = pass.Run();
        double creaseCosine = Math.Cos(options.CreaseAngle * Math.PI / 180);
        Vector3d[] normals = CornerFans.Normals(points, pass.Triangles.Corners, pass.Twin, creaseCosine);
        var builder = new CleanMeshBuilder(meshes, firstVertex, pass.Triangles, surface, normals, options.ReplaceNormals);
        var cleaned = new TriangleMesh[meshes.Count];
        for (int m = 0; m < meshes.Count; m++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            cleaned[m] = builder.Build(m);
        }

        bool[] doubleSided = [.. Enumerable.Range(0, meshes.Count).Select(pass.DoubleSided.Contains)];
        return new(cleaned, surface, pass.Triangles.Groups, doubleSided, report);
    }

    /// <summary>Cleans a bare surface: the same, without attributes.</summary>
    /// <exception cref="InvalidModelException">An index is out of range, or a position in use is NaN or infinite.</exception>
    public static (SurfaceMesh Surface, CleaningReport Report) Clean(
        SurfaceMesh mesh, CleaningOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        foreach (int index in mesh.Triangles)
        {
            if ((uint)index >= (uint)mesh.Vertices.Length || !mesh.Vertices[index].IsFinite)
            {
                throw BadCorner(index, mesh.Vertices.Length, "surface");
            }
        }

        var points = new Vector3d[mesh.Vertices.Length];
        for (int v = 0; v < points.Length; v++)
        {
            points[v] = mesh.Vertices[v].IsFinite ? mesh.Vertices[v] : Vector3d.Zero;
        }

        var pass = new CleaningPass(points, mesh.Triangles, new int[mesh.TriangleCount], options ?? new(), cancellationToken);
        (CleaningReport report, SurfaceMesh surface) = pass.Run();
        return (surface, report);
    }

    private static void Check(TriangleMesh mesh, int number)
    {
        if (mesh.Indices.Length % 3 != 0)
        {
            throw new InvalidModelException($"The mesh has {mesh.Indices.Length} indices, which is no multiple of 3", $"meshes[{number}]");
        }

        foreach (int index in mesh.Indices)
        {
            if ((uint)index >= (uint)mesh.VertexCount || !((Vector3d)mesh.Positions[index]).IsFinite)
            {
                throw BadCorner(index, mesh.VertexCount, $"meshes[{number}]");
            }
        }
    }

    private static InvalidModelException BadCorner(int index, int vertices, string where) =>
        (uint)index >= (uint)vertices
            ? new($"A triangle uses vertex {index}, but the mesh has {vertices} vertices", where)
            : new("A vertex position is NaN or infinite; every coordinate must be a finite number", $"{where}.positions[{index}]");
}
