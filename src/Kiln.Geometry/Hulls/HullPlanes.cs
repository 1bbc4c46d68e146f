using System.Numerics;
using System.Runtime.InteropServices;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Hulls;

/// <summary>The outward planes of a convex polyhedron's triangles, laid out by component for vector code.</summary>
internal sealed class HullPlanes
{
    private readonly double[] _x;
    private readonly double[] _y;
    private readonly double[] _z;
    private readonly double[] _offset;

    /// <summary>Takes the planes from outward triangles; triangles without area are left out.</summary>
    public HullPlanes(ReadOnlySpan<Vector3d> vertices, ReadOnlySpan<int> triangles)
    {
        // Padding repeats no plane: a zero normal with offset +∞ is far below every point.
        int capacity = (triangles.Length / 3) + Vector<double>.Count;
        (_x, _y, _z, _offset) = (new double[capacity], new double[capacity], new double[capacity], new double[capacity]);
        Array.Fill(_offset, double.PositiveInfinity);
        for (int t = 0; t < triangles.Length; t += 3)
        {
            Vector3d a = vertices[triangles[t]];
            Vector3d normal = Vector3d.Cross(vertices[triangles[t + 1]] - a, vertices[triangles[t + 2]] - a).Normalized();
            if (normal != Vector3d.Zero)
            {
                (_x[Count], _y[Count], _z[Count], _offset[Count]) = (normal.X, normal.Y, normal.Z, Vector3d.Dot(normal, a));
                Count++;
            }
        }
    }

    /// <summary>Number of planes.</summary>
    public int Count { get; }

    /// <summary>The outward unit normal of a plane.</summary>
    public Vector3d Normal(int plane) => new(_x[plane], _y[plane], _z[plane]);

    /// <summary>The signed distance of the plane from the origin along its normal.</summary>
    public double Offset(int plane) => _offset[plane];

    /// <summary>
    /// The largest signed distance of the point above any plane. Negative inside, where its magnitude is the distance to the
    /// surface; outside it is a lower bound of that distance.
    /// </summary>
    public double SignedDistance(Vector3d point)
    {
        var (px, py, pz) = (new Vector<double>(point.X), new Vector<double>(point.Y), new Vector<double>(point.Z));
        var largest = new Vector<double>(double.NegativeInfinity);
        int end = (Count + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count;
        ReadOnlySpan<Vector<double>> x = MemoryMarshal.Cast<double, Vector<double>>(_x.AsSpan(0, end));
        ReadOnlySpan<Vector<double>> y = MemoryMarshal.Cast<double, Vector<double>>(_y.AsSpan(0, end));
        ReadOnlySpan<Vector<double>> z = MemoryMarshal.Cast<double, Vector<double>>(_z.AsSpan(0, end));
        ReadOnlySpan<Vector<double>> offset = MemoryMarshal.Cast<double, Vector<double>>(_offset.AsSpan(0, end));
        for (int i = 0; i < x.Length; i++)
        {
            largest = Vector.Max(largest, (x[i] * px) + (y[i] * py) + (z[i] * pz) - offset[i]);
        }

        double result = largest[0];
        for (int lane = 1; lane < Vector<double>.Count; lane++)
        {
            result = Math.Max(result, largest[lane]);
        }

        return result;
    }
}
