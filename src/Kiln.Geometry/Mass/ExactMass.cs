using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Mass;

/// <summary>
/// Exact integrals over the solid that a closed surface bounds: the signed tetrahedra from the box's centre to each triangle
/// (B. Mirtich, "Fast and Accurate Computation of Polyhedral Mass Properties", 1996; the tetrahedron form by D. Eberly). A cavity
/// whose triangles face into it is subtracted. On a surface with holes the result is plausible and wrong: check first.
/// </summary>
public static class ExactMass
{
    private const int ChunkTriangles = 2048;

    /// <summary>Volume, centre of mass and inertia at density 1.</summary>
    /// <param name="mesh">A closed surface, triangles counter-clockwise from outside.</param>
    /// <exception cref="InvalidModelException">The enclosed volume is not positive.</exception>
    public static MassProperties Of(SurfaceMesh mesh)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        if (mesh.Triangles.Length == 0)
        {
            throw new InvalidModelException("The surface has no triangles, so it has no mass");
        }

        Vector3d origin = FastCenter(mesh.Vertices);
        return Moments(mesh.Vertices, mesh.Triangles, origin).About(origin);
    }

    /// <summary>The signed volume alone: negative when the surface faces inwards.</summary>
    public static double SignedVolume(SurfaceMesh mesh)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        return Moments(mesh.Vertices, mesh.Triangles, FastCenter(mesh.Vertices)).Volume;
    }

    internal static VolumeMoments Moments(ReadOnlySpan<Vector3d> vertices, ReadOnlySpan<int> triangles, Vector3d origin)
    {
        int indicesPerChunk = ChunkTriangles * 3;
        int chunks = (triangles.Length + indicesPerChunk - 1) / indicesPerChunk;
        var sums = new VolumeMoments[chunks];
        ReadOnlySpan<double> coordinates = MemoryMarshal.Cast<Vector3d, double>(vertices);
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            int start = chunk * indicesPerChunk;
            sums[chunk] = ChunkMoments(
                coordinates, triangles.Slice(start, Math.Min(indicesPerChunk, triangles.Length - start)), origin);
        }

        return VolumeMoments.PairwiseSum(sums);
    }

    // Four triangles at a time, one in each lane. A short last group repeats an empty triangle, which adds nothing.
    private static VolumeMoments ChunkMoments(ReadOnlySpan<double> xyz, ReadOnlySpan<int> triangles, Vector3d origin)
    {
        Vector256<double> ox = Vector256.Create(origin.X);
        Vector256<double> oy = Vector256.Create(origin.Y);
        Vector256<double> oz = Vector256.Create(origin.Z);
        Vector256<double> volume = default, fx = default, fy = default, fz = default;
        Vector256<double> xx = default, yy = default, zz = default, xy = default, xz = default, yz = default;
        Span<int> rest = stackalloc int[12];
        for (int at = 0; at < triangles.Length; at += 12)
        {
            scoped ReadOnlySpan<int> group = triangles[at..];
            if (group.Length < 12)
            {
                rest.Fill(group[0]);
                group.CopyTo(rest);
                group = rest;
            }

            (Vector256<double> ax, Vector256<double> ay, Vector256<double> az) = Load(xyz, group[0], group[3], group[6], group[9]);
            (Vector256<double> bx, Vector256<double> by, Vector256<double> bz) = Load(xyz, group[1], group[4], group[7], group[10]);
            (Vector256<double> cx, Vector256<double> cy, Vector256<double> cz) = Load(xyz, group[2], group[5], group[8], group[11]);
            ax -= ox;
            ay -= oy;
            az -= oz;
            bx -= ox;
            by -= oy;
            bz -= oz;
            cx -= ox;
            cy -= oy;
            cz -= oz;
            Vector256<double> det =
                (ax * ((by * cz) - (bz * cy))) + (ay * ((bz * cx) - (bx * cz))) + (az * ((bx * cy) - (by * cx)));
            Vector256<double> sx = ax + bx + cx;
            Vector256<double> sy = ay + by + cy;
            Vector256<double> sz = az + bz + cz;
            volume += det;
            fx += det * sx;
            fy += det * sy;
            fz += det * sz;
            xx += det * ((sx * sx) + (ax * ax) + (bx * bx) + (cx * cx));
            yy += det * ((sy * sy) + (ay * ay) + (by * by) + (cy * cy));
            zz += det * ((sz * sz) + (az * az) + (bz * bz) + (cz * cz));
            xy += det * ((sx * sy) + (ax * ay) + (bx * by) + (cx * cy));
            xz += det * ((sx * sz) + (ax * az) + (bx * bz) + (cx * cz));
            yz += det * ((sy * sz) + (ay * az) + (by * bz) + (cy * cz));
        }

        return new(
            Sum(volume) / 6,
            new Vector3d(Sum(fx), Sum(fy), Sum(fz)) * (1.0 / 24),
            new SymmetricTensor3d(Sum(xx), Sum(yy), Sum(zz), Sum(xy), Sum(xz), Sum(yz)) * (1.0 / 120));
    }

    private static (Vector256<double> X, Vector256<double> Y, Vector256<double> Z) Load(
        ReadOnlySpan<double> xyz, int v0, int v1, int v2, int v3)
    {
        ReadOnlySpan<double> p0 = xyz.Slice(v0 * 3, 3);
        ReadOnlySpan<double> p1 = xyz.Slice(v1 * 3, 3);
        ReadOnlySpan<double> p2 = xyz.Slice(v2 * 3, 3);
        ReadOnlySpan<double> p3 = xyz.Slice(v3 * 3, 3);
        return (
            Vector256.Create(p0[0], p1[0], p2[0], p3[0]),
            Vector256.Create(p0[1], p1[1], p2[1], p3[1]),
            Vector256.Create(p0[2], p1[2], p2[2], p3[2]));
    }

    // The order of the lanes is part of the result: fixed here rather than left to the machine.
    private static double Sum(Vector256<double> v) => (v[0] + v[1]) + (v[2] + v[3]);

    // Any origin near the body will do; the centre of the box keeps the terms small and is cheap.
    private static Vector3d FastCenter(ReadOnlySpan<Vector3d> vertices) => Bounds3d.Of(vertices).Center;
}
