using FsCheck;
using FsCheck.Fluent;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Shapes;

namespace Kiln.Geometry.Tests.Cleaning;

/// <summary>Surfaces with any mixture of the faults that files have, at any size and place.</summary>
internal static class DamagedMesh
{
    private static readonly SurfaceMesh[] Shapes =
    [
        Spheres.Icosphere(1, 2), CellSolids.LShape(1), CellSolids.HollowBox(new(2, 2, 2), 0.25), CellSolids.NestedShells(1, 4),
        BrokenShapes.CubesSharingAnEdge, BrokenShapes.CubesSharingACorner, BrokenShapes.CubesFaceToFace, BrokenShapes.MoebiusStrip(24),
        BrokenShapes.TJunction(coveredBySliver: true), BrokenShapes.TJunction(coveredBySliver: false), BrokenShapes.Square,
        SurfaceEditing.Inverted(CellSolids.Frame(1)), new([new(0, 0, 0), new(1, 0, 0), new(0, 1, 0)], [0, 1, 2]),
    ];

    public static Arbitrary<int> Seeds => Gen.Choose(0, int.MaxValue).ToArbitrary();

    public static SurfaceMesh Make(int seed)
    {
        var random = new Random(seed);
        SurfaceMesh mesh = Shapes[random.Next(Shapes.Length)];
        for (int more = random.Next(3); more > 0; more--)
        {
            // Apart, touching, overlapping, or one within the other.
            SurfaceMesh other = Shapes[random.Next(Shapes.Length)];
            double scale = Math.Pow(10, random.Next(-2, 2));
            mesh = SurfaceEditing.Combined(mesh, SurfaceEditing.Transformed(
                other, Affine3d.Scale(new(scale, scale, scale)) with { Origin = new(random.Next(-2, 3) * 0.5, random.Next(3), 0) }));
        }

        mesh = random.Next(2) == 0 ? BrokenShapes.Unwelded(mesh) : mesh;
        for (int damage = random.Next(6); damage > 0; damage--)
        {
            mesh = Damaged(mesh, random);
        }

        double size = Math.Pow(10, random.Next(-3, 3));
        double offset = random.Next(3) == 0 ? 1e6 * size : 0;
        return SurfaceEditing.Transformed(mesh, Affine3d.Scale(new(size, size, size)) with { Origin = new(offset, -offset, offset) });
    }

    private static SurfaceMesh Damaged(SurfaceMesh mesh, Random random)
    {
        int triangle = random.Next(mesh.TriangleCount);
        (int a, int b, int c) = (mesh.Triangles[triangle * 3], mesh.Triangles[(triangle * 3) + 1], mesh.Triangles[(triangle * 3) + 2]);
        return random.Next(8) switch
        {
            0 => BrokenShapes.OneFlipped(mesh, triangle),
            1 => BrokenShapes.WithTriangle(mesh, a, b, c),
            2 => BrokenShapes.WithTriangle(mesh, a, c, b),
            3 => BrokenShapes.WithTriangle(mesh, a, b, random.Next(mesh.Vertices.Length)),
            4 => BrokenShapes.WithTriangle(mesh, a, a, b),
            5 when mesh.TriangleCount > 1 => BrokenShapes.WithoutTriangle(mesh, triangle),
            6 => BrokenShapes.ShuffledWinding(mesh, random.Next()),
            _ => new([.. mesh.Vertices.Select(v => v + (new Vector3d(random.NextDouble(), random.NextDouble(), random.NextDouble()) * 1e-8))], mesh.Triangles),
        };
    }
}
