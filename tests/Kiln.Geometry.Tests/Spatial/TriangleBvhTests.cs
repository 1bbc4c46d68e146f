using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Shapes;
using Kiln.Geometry.Spatial;

namespace Kiln.Geometry.Tests.Spatial;

public sealed class TriangleBvhTests
{
    [Fact]
    public void The_closest_point_is_the_closest_of_all_triangles()
    {
        SurfaceMesh mesh = Spheres.Lumpy(1, 3, seed: 4);
        var tree = new TriangleBvh(mesh);
        var random = new Random(9);
        for (int i = 0; i < 300; i++)
        {
            var query = new Vector3d((random.NextDouble() * 4) - 2, (random.NextDouble() * 4) - 2, (random.NextDouble() * 4) - 2);
            double expected = double.PositiveInfinity;
            for (int t = 0; t < mesh.Triangles.Length; t += 3)
            {
                Vector3d nearest = ClosestPointOnTriangle.Find(
                    query, mesh.Vertices[mesh.Triangles[t]], mesh.Vertices[mesh.Triangles[t + 1]], mesh.Vertices[mesh.Triangles[t + 2]]);
                expected = Math.Min(expected, (nearest - query).Length);
            }

            SurfacePoint? found = tree.Closest(query);
            Assert.Equal(expected, found!.Value.Distance, 1e-12);
            Assert.Equal(found.Value.Distance, (found.Value.Position - query).Length, 1e-12);
            Assert.Null(tree.Closest(query, expected * 0.999));
            Assert.True(tree.IsWithin(query, expected * 1.001));
            Assert.False(tree.IsWithin(query, expected * 0.999));
        }
    }

    [Fact]
    public void Points_of_a_plane_triangle_are_found_in_every_region()
    {
        (Vector3d a, Vector3d b, Vector3d c) = (new(0, 0, 0), new(4, 0, 0), new(0, 4, 0));
        Assert.Equal(new Vector3d(1, 1, 0), ClosestPointOnTriangle.Find(new(1, 1, 5), a, b, c));
        Assert.Equal(a, ClosestPointOnTriangle.Find(new(-1, -2, 1), a, b, c));
        Assert.Equal(b, ClosestPointOnTriangle.Find(new(9, -1, 1), a, b, c));
        Assert.Equal(c, ClosestPointOnTriangle.Find(new(-1, 9, 1), a, b, c));
        Assert.Equal(new Vector3d(2, 0, 0), ClosestPointOnTriangle.Find(new(2, -3, 1), a, b, c));
        Assert.Equal(new Vector3d(0, 2, 0), ClosestPointOnTriangle.Find(new(-3, 2, 1), a, b, c));
        Assert.Equal(new Vector3d(2, 2, 0), ClosestPointOnTriangle.Find(new(5, 5, 1), a, b, c));
        Assert.Equal(a, ClosestPointOnTriangle.Find(new(5, 5, 1), a, a, a));
    }

    [Fact]
    public void Many_triangles_in_one_place_do_not_break_the_tree()
    {
        var vertices = new Vector3d[] { new(0, 0, 0), new(1, 0, 0), new(0, 1, 0) };
        int[] triangles = [.. Enumerable.Repeat(new[] { 0, 1, 2 }, 5000).SelectMany(t => t)];
        Assert.Equal(2, new TriangleBvh(new SurfaceMesh(vertices, triangles)).Closest(new(0.2, 0.2, 2))!.Value.Distance, 1e-12);
        Assert.Null(new TriangleBvh(new SurfaceMesh([], [])).Closest(new(0, 0, 0)));
    }
}
