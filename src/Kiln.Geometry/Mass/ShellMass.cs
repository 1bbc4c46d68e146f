using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Mass;

/// <summary>
/// Mass of a thin sheet: every triangle is a plate of the given thickness with its mass in the triangle's plane. Right for open
/// sheets such as cloth, leaves and panels; also the surface area of any mesh.
/// </summary>
public static class ShellMass
{
    /// <summary>Volume (area × thickness), centre of mass and inertia at density 1.</summary>
    /// <param name="mesh">Any surface; winding plays no part.</param>
    /// <param name="thickness">Sheet thickness in the unit of the mesh; positive.</param>
    /// <exception cref="InvalidModelException">The surface has no area.</exception>
    public static MassProperties Of(SurfaceMesh mesh, double thickness)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(thickness);
        Vector3d origin = mesh.Bounds.Center;
        VolumeMoments area = Moments(mesh, origin);
        if (!(area.Volume > 0))
        {
            throw new InvalidModelException("The surface has no area, so it has no mass even as a thin sheet");
        }

        return area.About(origin).Scaled(thickness);
    }

    /// <summary>The thickness to take when nothing better is known: at least 1 mm, and 1% of the smallest side of the box.</summary>
    /// <param name="mesh">The sheet, in metres.</param>
    public static double DefaultThickness(SurfaceMesh mesh)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        Vector3d size = mesh.Bounds.Size;
        return Math.Max(0.001, 0.01 * Math.Min(size.X, Math.Min(size.Y, size.Z)));
    }

    /// <summary>The area of the surface.</summary>
    public static double Area(SurfaceMesh mesh)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        return Moments(mesh, mesh.Bounds.Center).Volume;
    }

    // ∫ r·rᵀ over a triangle is area/12 · (s·sᵀ + a·aᵀ + b·bᵀ + c·cᵀ) with s = a + b + c.
    private static VolumeMoments Moments(SurfaceMesh mesh, Vector3d origin)
    {
        const int ChunkIndices = 6144;
        var sums = new VolumeMoments[(mesh.Triangles.Length + ChunkIndices - 1) / ChunkIndices];
        for (int t = 0; t < mesh.Triangles.Length; t += 3)
        {
            Vector3d a = mesh.Vertices[mesh.Triangles[t]] - origin;
            Vector3d b = mesh.Vertices[mesh.Triangles[t + 1]] - origin;
            Vector3d c = mesh.Vertices[mesh.Triangles[t + 2]] - origin;
            double area = Vector3d.Cross(b - a, c - a).Length / 2;
            Vector3d s = a + b + c;
            SymmetricTensor3d second = SymmetricTensor3d.Outer(s) + SymmetricTensor3d.Outer(a) +
                SymmetricTensor3d.Outer(b) + SymmetricTensor3d.Outer(c);
            sums[t / ChunkIndices] += new VolumeMoments(area, s * (area / 3), second * (area / 12));
        }

        return VolumeMoments.PairwiseSum(sums);
    }
}
