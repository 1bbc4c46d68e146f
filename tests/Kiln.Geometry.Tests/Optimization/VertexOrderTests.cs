using Kiln.Geometry.Meshes;
using Kiln.Geometry.Optimization;
using Kiln.Geometry.Shapes;

namespace Kiln.Geometry.Tests.Optimization;

public sealed class VertexOrderTests
{
    [Fact]
    public void Triangles_and_attributes_stay_and_vertices_come_in_order_of_use()
    {
        TriangleMesh mesh = Shuffled(TexturedShapes.Torus(1, 0.3f, 40, 20, material: 2), 3);

        TriangleMesh optimized = VertexOrder.Optimize(mesh);

        Assert.Equal(Triangles(mesh), Triangles(optimized));
        Assert.Equal(2, optimized.Material);
        int seen = 0;
        foreach (int index in optimized.Indices)
        {
            Assert.InRange(index, 0, seen);
            seen = Math.Max(seen, index + 1);
        }

        Assert.Equal(optimized.VertexCount, seen);
    }

    [Fact]
    public void The_cache_misses_fall_below_three_quarters_per_triangle()
    {
        TriangleMesh mesh = Shuffled(TexturedShapes.Sphere(1, 100, 50), 8);

        double before = MissesPerTriangle(mesh);
        double after = MissesPerTriangle(VertexOrder.Optimize(mesh));

        Assert.InRange(before, 2, 3);
        Assert.InRange(after, 0.5, 0.75);
    }

    [Fact]
    public void Vertices_without_a_triangle_go()
    {
        TriangleMesh mesh = SurfaceEditing.ToTriangleMesh(CellSolids.Box(1, 1, 1)) with { Indices = [5, 6, 7] };

        Assert.Equal(3, VertexOrder.Optimize(mesh).VertexCount);
        Assert.Empty(VertexOrder.Optimize(mesh with { Indices = [] }).Positions);
    }

    private static TriangleMesh Shuffled(TriangleMesh mesh, int seed)
    {
        int[] order = [.. Enumerable.Range(0, mesh.TriangleCount)];
        new Random(seed).Shuffle(order);
        return mesh with { Indices = [.. order.SelectMany(t => mesh.Indices[(t * 3)..((t * 3) + 3)])] };
    }

    private static List<string> Triangles(TriangleMesh mesh)
    {
        string Corner(int v) => $"{mesh.Positions[v]}{mesh.Normals![v]}{mesh.TexCoords0![v]}";
        return [.. Enumerable.Range(0, mesh.TriangleCount)
            .Select(t => string.Join('|', mesh.Indices[(t * 3)..((t * 3) + 3)].Select(Corner)))
            .Order(StringComparer.Ordinal)];
    }

    private static double MissesPerTriangle(TriangleMesh mesh)
    {
        var cache = new Queue<int>();
        int misses = 0;
        foreach (int v in mesh.Indices)
        {
            if (!cache.Contains(v))
            {
                misses++;
                cache.Enqueue(v);
                if (cache.Count > 16)
                {
                    cache.Dequeue();
                }
            }
        }

        return (double)misses / mesh.TriangleCount;
    }
}
