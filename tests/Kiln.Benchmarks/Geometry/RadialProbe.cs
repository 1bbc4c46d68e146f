using System.Numerics;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Spatial;

namespace Kiln.Benchmarks.Geometry;

/// <summary>Where a star-shaped surface is met by rays from the origin.</summary>
internal sealed class RadialProbe
{
    private readonly TriangleMesh _mesh;
    private readonly Vector3d[] _points;
    private readonly TriangleRays _rays;
    private readonly List<int> _hits = [];

    public RadialProbe(TriangleMesh mesh)
    {
        _mesh = mesh;
        _points = [.. mesh.Positions.Select(p => (Vector3d)p)];
        _rays = new(_points, mesh.Indices);
    }

    /// <summary>The farthest point of the surface in a direction of length 1: how far, and the triangle; 0 and −1 when there is none.</summary>
    public (double Radius, int Triangle) Hit(Vector3d direction)
    {
        _hits.Clear();
        _rays.CollectHits(Vector3d.Zero, direction, -1, _hits);
        (double Radius, int Triangle) farthest = (0, -1);
        foreach (int triangle in _hits)
        {
            (Vector3d a, Vector3d b, Vector3d c) = Corners(triangle);
            Vector3d normal = Vector3d.Cross(b - a, c - a);
            double radius = Vector3d.Dot(normal, a) / Vector3d.Dot(normal, direction);
            farthest = radius > farthest.Radius ? (radius, triangle) : farthest;
        }

        return farthest;
    }

    /// <summary>Texture coordinate and unit normal where a direction meets a triangle.</summary>
    public (Vector2 TexCoord, Vector3 Normal) Attributes(int triangle, Vector3d direction)
    {
        (Vector3d a, Vector3d b, Vector3d c) = Corners(triangle);
        double ofA = Vector3d.Dot(direction, Vector3d.Cross(b, c));
        double ofB = Vector3d.Dot(direction, Vector3d.Cross(c, a));
        double ofC = Vector3d.Dot(direction, Vector3d.Cross(a, b));
        double sum = ofA + ofB + ofC;
        (float u, float v, float w) = ((float)(ofA / sum), (float)(ofB / sum), (float)(ofC / sum));
        ReadOnlySpan<int> corners = _mesh.Indices.AsSpan(triangle * 3, 3);
        Vector2[] t = _mesh.TexCoords0!;
        Vector3[] n = _mesh.Normals!;
        return (
            (t[corners[0]] * u) + (t[corners[1]] * v) + (t[corners[2]] * w),
            Vector3.Normalize((n[corners[0]] * u) + (n[corners[1]] * v) + (n[corners[2]] * w)));
    }

    private (Vector3d A, Vector3d B, Vector3d C) Corners(int triangle)
    {
        ReadOnlySpan<int> corners = _mesh.Indices.AsSpan(triangle * 3, 3);
        return (_points[corners[0]], _points[corners[1]], _points[corners[2]]);
    }
}
