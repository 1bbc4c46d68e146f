using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Spatial;

namespace Kiln.Benchmarks.Geometry;

/// <summary>How far a star-shaped surface is from the origin in a direction.</summary>
internal sealed class RadialProbe
{
    private readonly Vector3d[] _points;
    private readonly int[] _corners;
    private readonly TriangleRays _rays;
    private readonly List<int> _hits = [];

    public RadialProbe(TriangleMesh mesh)
    {
        _points = [.. mesh.Positions.Select(p => (Vector3d)p)];
        _corners = mesh.Indices;
        _rays = new(_points, _corners);
    }

    public double Radius(Vector3d direction)
    {
        _hits.Clear();
        _rays.CollectHits(Vector3d.Zero, direction, -1, _hits);
        double farthest = 0;
        foreach (int triangle in _hits)
        {
            Vector3d a = _points[_corners[triangle * 3]];
            Vector3d normal = Vector3d.Cross(_points[_corners[(triangle * 3) + 1]] - a, _points[_corners[(triangle * 3) + 2]] - a);
            farthest = Math.Max(farthest, Vector3d.Dot(normal, a) / Vector3d.Dot(normal, direction));
        }

        return farthest;
    }
}
