using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Kiln.Geometry.Cleaning;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Shapes;
using Kiln.Geometry.Simplification;

namespace Kiln.Geometry.Tests.Simplification;

public sealed class AttributeQuadricTests
{
    [Fact]
    public void The_texture_of_a_sphere_stays_where_it_was()
    {
        TriangleMesh coarse = Simplified(TexturedShapes.Sphere(1, 96, 48), 900);

        (double mean, double worst) = Drift(coarse, coarse.TexCoords0!, SphereMap);

        Assert.InRange(mean, 0, 0.003);
        Assert.InRange(worst, 0, 0.025);
    }

    [Fact]
    public void The_texture_of_a_torus_stays_where_it_was()
    {
        TriangleMesh coarse = Simplified(TexturedShapes.Torus(1, 0.4f, 128, 64), 1500);

        (double mean, double worst) = Drift(coarse, coarse.TexCoords0!, TorusMap);

        Assert.InRange(mean, 0, 0.0025);
        Assert.InRange(worst, 0, 0.012);
    }

    [Fact]
    public void Where_the_shape_costs_nothing_the_texture_decides() => Prop.ForAll(
        Gen.Choose(4, 14).Two().ToArbitrary(),
        waves =>
        {
            Vector2 Map(Vector3 p) => new(p.X + (0.05f * MathF.Sin(waves.Item1 * p.Y)), p.Y + (0.05f * MathF.Sin(waves.Item2 * p.X)));
            TriangleMesh sheet = TexturedShapes.Patch(60, 60, -1, (u, v) => (new Vector3(u, v, 0), Vector3.UnitZ));

            TriangleMesh coarse = Simplified(sheet with { TexCoords0 = [.. sheet.Positions.Select(Map)] }, 600);

            Assert.InRange(Drift(coarse, coarse.TexCoords0!, Map).Mean, 0, 0.0025);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(8));

    [Fact]
    public void Colours_keep_their_borders()
    {
        static float Shade(Vector3 p) => 1 / (1 + MathF.Exp(-60 * (p.X - 0.37f - (0.1f * MathF.Sin(9 * p.Y)))));
        TriangleMesh sheet = TexturedShapes.Patch(60, 60, -1, (u, v) => (new Vector3(u, v, 0), Vector3.UnitZ));
        sheet = sheet with { TexCoords0 = null, Colors = [.. sheet.Positions.Select(p => new Vector4(Shade(p), 0, 0, 1))] };

        TriangleMesh coarse = Simplified(sheet, 700);

        Vector2[] shades = [.. coarse.Colors!.Select(color => new Vector2(color.X, 0))];
        Assert.InRange(Drift(coarse, shades, p => new(Shade(p), 0)).Mean, 0, 0.04);
    }

    [Fact]
    public void Both_sides_of_a_seam_coincide()
    {
        foreach (int target in new[] { 4000, 1500, 600 })
        {
            TriangleMesh coarse = Simplified(TexturedShapes.Torus(1, 0.4f, 128, 64), target);

            Assert.True(MeshCleaner.Clean([coarse]).Report.Before.IsWatertight);
            IGrouping<Vector3, int>[] doubled =
                [.. Enumerable.Range(0, coarse.VertexCount).GroupBy(v => coarse.Positions[v]).Where(vertices => vertices.Count() > 1)];
            Assert.NotEmpty(doubled);
            foreach (IGrouping<Vector3, int> vertices in doubled)
            {
                // The texture repeats: both sides show the same point of it, and the shape has one normal there.
                Assert.All(vertices, v => Assert.True(
                    Apart(coarse.TexCoords0![v], coarse.TexCoords0[vertices.First()]).Length() < 1e-5f
                    && Vector3.Distance(coarse.Normals![v], coarse.Normals[vertices.First()]) < 1e-4f));
            }
        }
    }

    [Fact]
    public void Normals_stay_near_those_of_the_shape()
    {
        TriangleMesh coarse = Simplified(TexturedShapes.Sphere(1, 96, 48), 900);

        for (int v = 0; v < coarse.VertexCount; v++)
        {
            Assert.True(Vector3.Dot(coarse.Normals![v], Vector3.Normalize(coarse.Positions[v])) > 0.995f);
        }
    }

    private static TriangleMesh Simplified(TriangleMesh mesh, int target)
    {
        SimplificationResult result =
            MeshSimplifier.Simplify([mesh], new() { TargetTriangles = target, MaximumError = 1, MayRelaxSeams = false });
        Assert.Equal(SimplificationStop.TargetReached, result.Stop);
        return result.Meshes[0];
    }

    // In the middle of each triangle, where interpolation is farthest from the vertices: root mean square and largest.
    private static (double Mean, double Worst) Drift(TriangleMesh mesh, Vector2[] values, Func<Vector3, Vector2> map)
    {
        double sum = 0;
        double worst = 0;
        for (int i = 0; i < mesh.Indices.Length; i += 3)
        {
            (int a, int b, int c) = (mesh.Indices[i], mesh.Indices[i + 1], mesh.Indices[i + 2]);
            Vector3 middle = (mesh.Positions[a] + mesh.Positions[b] + mesh.Positions[c]) / 3;
            double drift = Apart((values[a] + values[b] + values[c]) / 3, map(middle)).Length();
            sum += drift * drift;
            worst = Math.Max(worst, drift);
        }

        return (Math.Sqrt(sum / mesh.TriangleCount), worst);
    }

    private static Vector2 Apart(Vector2 a, Vector2 b)
    {
        Vector2 d = a - b;
        return new(d.X - MathF.Round(d.X), d.Y - MathF.Round(d.Y));
    }

    private static Vector2 SphereMap(Vector3 p) =>
        new(MathF.Atan2(p.Y, p.X) / MathF.Tau, MathF.Acos(Math.Clamp(Vector3.Normalize(p).Z, -1, 1)) / MathF.PI);

    private static Vector2 TorusMap(Vector3 p) =>
        new(MathF.Atan2(p.Y, p.X) / MathF.Tau, -MathF.Atan2(p.Z, new Vector2(p.X, p.Y).Length() - 1) / MathF.Tau);
}
