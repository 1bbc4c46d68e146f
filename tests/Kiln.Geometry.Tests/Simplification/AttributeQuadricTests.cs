using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Kiln.Geometry.Cleaning;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
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

    [Fact]
    public void The_cost_is_the_least_mean_square_that_one_value_for_all_triangles_leaves() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        seed =>
        {
            var random = new Random(seed);
            Vector3[] positions = [.. Enumerable.Range(0, 6).Select(_ => AnyVector(random))];
            TriangleMesh fan = new()
            {
                Positions = positions,
                Indices = [0, 1, 2, 0, 2, 3, 1, 4, 5],
                Normals = [.. positions.Select(_ => AnyVector(random))],
                TexCoords0 = seed % 2 == 0 ? [.. positions.Select(_ => new Vector2(random.NextSingle(), random.NextSingle()))] : null,
            };
            var mesh = new WorkingMesh([fan]);
            var attributes = new AttributeTable(mesh);
            Vector3d place = mesh.Places[mesh.Corners[0]] + new Vector3d(0.1, -0.2, 0.3);

            double cost = AttributeQuadrics.Build(mesh, attributes)!.Cost(0, 1, place);

            // Vertex 0 stands for the first two triangles, vertex 1 for the first and the third.
            Assert.Equal(LeastMeanSquare(mesh, attributes, [0, 3, 0, 6], place), cost, 1e-9 + (1e-7 * cost));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Meshes_with_other_attributes_keep_their_own()
    {
        TriangleMesh sheet = TexturedShapes.Patch(30, 30, 0, (u, v) => (new Vector3(u, v, 0), Vector3.UnitZ));
        TriangleMesh none = new() { Positions = [], Indices = [], Normals = [], Material = 1 };
        TriangleMesh colored = sheet with
        {
            Positions = [.. sheet.Positions.Select(p => p + (2 * Vector3.UnitX))],
            Normals = null,
            TexCoords0 = null,
            Colors = [.. sheet.Positions.Select(p => new Vector4(p.X, p.Y, 0.5f, 1))],
            Material = 2,
        };

        IReadOnlyList<TriangleMesh> coarse = MeshSimplifier.Simplify([sheet, none, colored], new() { TargetTriangles = 200 }).Meshes;

        Assert.Equal([0, 1, 2], coarse.Select(mesh => mesh.Material));
        Assert.Equal(200, coarse[0].TriangleCount + coarse[2].TriangleCount);
        Assert.Equal(0, coarse[1].VertexCount);
        Assert.True(coarse[0].Colors is null && coarse[2].Normals is null && coarse[2].TexCoords0 is null);
        for (int v = 0; v < coarse[0].VertexCount; v++)
        {
            Assert.Equal(new Vector2(coarse[0].Positions[v].X, coarse[0].Positions[v].Y), coarse[0].TexCoords0![v], Near);
            Assert.Equal(1, coarse[0].Normals![v].Z, 1e-4f);
        }

        for (int v = 0; v < coarse[2].VertexCount; v++)
        {
            Assert.Equal(new Vector2(coarse[2].Positions[v].X - 2, coarse[2].Positions[v].Y), new Vector2(coarse[2].Colors![v].X, coarse[2].Colors![v].Y), Near);
            Assert.Equal(0.5f, coarse[2].Colors![v].Z, 1e-4f);
        }
    }

    // By the definition: on each triangle the attributes are linear functions of the place; the best value is their mean by area.
    private static double LeastMeanSquare(WorkingMesh mesh, AttributeTable attributes, int[] triangles, Vector3d place)
    {
        (double Area, double[] Values)[] functions = [.. triangles.Select(h => At(mesh, attributes, h, place))];
        double area = functions.Sum(f => f.Area);
        double total = 0;
        for (int i = 0; i < attributes.Channels; i++)
        {
            double best = functions.Sum(f => f.Area * f.Values[i]) / area;
            total += functions.Sum(f => f.Area * (f.Values[i] - best) * (f.Values[i] - best));
        }

        return total / area;
    }

    private static (double Area, double[] Values) At(WorkingMesh mesh, AttributeTable attributes, int h, Vector3d place)
    {
        double[][] corners = [.. Enumerable.Range(h, 3).Select(corner =>
        {
            double[] values = new double[attributes.Channels];
            attributes.Read(0, mesh.VertexOf(mesh.Wedges[corner]), values);
            return values;
        })];
        Vector3d a = mesh.Places[mesh.Corners[h]];
        Vector3d ab = mesh.Places[mesh.Corners[h + 1]] - a;
        Vector3d ac = mesh.Places[mesh.Corners[h + 2]] - a;
        Vector3d normal = Vector3d.Cross(ab, ac);
        double v = Vector3d.Dot(Vector3d.Cross(place - a, ac), normal) / normal.LengthSquared;
        double w = Vector3d.Dot(Vector3d.Cross(ab, place - a), normal) / normal.LengthSquared;
        return (normal.Length / 2, [.. corners[0].Select((value, i) => (value * (1 - v - w)) + (corners[1][i] * v) + (corners[2][i] * w))]);
    }

    private static bool Near(Vector2 a, Vector2 b) => Vector2.Distance(a, b) < 1e-4f;

    private static Vector3 AnyVector(Random random) => new(random.NextSingle() - 0.5f, random.NextSingle() - 0.5f, random.NextSingle() - 0.5f);

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
