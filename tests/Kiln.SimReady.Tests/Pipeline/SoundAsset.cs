using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kiln.Checkers;
using Kiln.Geometry.Formats;
using Kiln.Geometry.Hulls;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;
using Kiln.SimReady.Assets;
using Kiln.SimReady.Tests.Models;

namespace Kiln.SimReady.Tests.Pipeline;

/// <summary>What every finished conversion owes, whatever went in; parties that nobody here wrote judge it.</summary>
internal static partial class SoundAsset
{
    // MuJoCo keeps its model in double precision, but the files hold single.
    private const double FilePrecision = 1e-6;

    // Round things rock for a while; a still one ends the drop early.
    private const double LongestDrop = 40;

    public static double[] Numbers(JsonNode node) => [.. node.AsArray().Select(number => number!.GetValue<double>())];

    public static async Task AssertAsync(FinishedConversion conversion)
    {
        Assert.Empty(conversion.FailedRules);
        Assert.True(conversion.Report["validation"]!["passed"]!.GetValue<bool>());

        GltfVerdict gltf = await IndependentCheckers.CheckGltfAsync(conversion.CleanGlb);
        Assert.True(gltf.Errors == 0, string.Join('\n', gltf.Messages));
        AssertCenterOfMassInside(conversion);
        await AssertUsdAsync(conversion);
        await AssertMjcfAsync(conversion);
        await AssertHullsAsync(conversion);
    }

    // A flattened stage names the tool and the file that it came from.
    public static string WithoutSource(string stage) => SourceComment().Replace(stage, "");

    private static async Task AssertUsdAsync(FinishedConversion conversion)
    {
        UsdVerdict given = await IndependentCheckers.OpenUsdAsync(conversion.Usd);
        Assert.True(given.Ok, string.Join('\n', given.Errors));
        foreach (string schema in new[] { "PhysicsRigidBodyAPI", "PhysicsMassAPI", "PhysicsCollisionAPI", "PhysicsMeshCollisionAPI", "PhysicsMaterialAPI" })
        {
            Assert.Contains(schema, given.Text, StringComparison.Ordinal);
        }

        UsdVerdict other = await IndependentCheckers.OpenUsdAsync(conversion.InOtherEncoding());
        Assert.True(other.Ok, string.Join('\n', other.Errors));
        Assert.True(WithoutSource(given.Text!) == WithoutSource(other.Text!), "OpenUSD shows another stage from text than from crate.");

        TinyUsdVerdict tiny = await IndependentCheckers.ParseUsdAsync(conversion.Usd);
        // It follows nothing but colours of textures into a preview surface: neither vertex colours nor alpha.
        Assert.True(tiny.Ok || tiny.Error!.Contains("ConvertPreviewSurfaceShaderParam", StringComparison.Ordinal), tiny.Error);
    }

    private static async Task AssertMjcfAsync(FinishedConversion conversion)
    {
        JsonObject report = conversion.Report;
        // A single closed visible mesh is the solid itself: MuJoCo integrates it and must find what the report says.
        string[] visuals = Directory.GetFiles(Path.Combine(Path.GetDirectoryName(conversion.Mjcf)!, "meshes"), "visual_*.obj");
        bool integrates = visuals.Length == 1
            && report["volume_method"]!.GetValue<string>() == "exact"
            && report["geometry"]!["parts"]!.GetValue<int>() == 1;
        MujocoVerdict mujoco = await IndependentCheckers.SimulateAsync(
            conversion.Mjcf,
            LongestDrop,
            exactMeshes: integrates ? [.. visuals.Select(file => Path.GetFileName(file))] : null,
            density: report["density_kg_m3"]!.GetValue<double>());

        Assert.True(mujoco.Ok, mujoco.Error);
        Assert.True(mujoco.Drop!.Finite);
        Assert.True(mujoco.Drop.Settled, $"Not at rest after {mujoco.Drop.Seconds} s.");
        // Contacts are springs: they give by some 0.1 mm however small the asset is.
        Assert.InRange(mujoco.Drop.Penetration, 0, Math.Max(0.01 * mujoco.Radius, 1e-4));
        Assert.Equal(report["collision"]!["hull_count"]!.GetValue<int>(), mujoco.CollisionGeoms);
        double mass = report["mass_kg"]!.GetValue<double>();
        double[] inertia = Numbers(report["inertia_diagonal_kg_m2"]!);
        AssertSame(mass, inertia, mujoco.Mass, mujoco.Inertia, FilePrecision);
        if (mujoco.Exact is { Error: null } exact)
        {
            AssertSame(mass, inertia, exact.Mass, exact.Inertia!, FilePrecision);
        }
    }

    private static void AssertCenterOfMassInside(FinishedConversion conversion)
    {
        double[] at = Numbers(conversion.Report["center_of_mass_m"]!);
        Vector3d center = new(at[0], at[1], at[2]);
        ConvexHull everything = ConvexHull.Of(
            [.. conversion.Hulls.SelectMany(hull => hull.Positions.Chunk(3).Select(p => new Vector3d(p[0], p[1], p[2])))], maxVertices: 256);
        double slack = 1e-3 * Bounds3d.Of(everything.Vertices).Diagonal;
        for (int i = 0; i < everything.Triangles.Length; i += 3)
        {
            Vector3d a = everything.Vertices[everything.Triangles[i]];
            Vector3d normal = Vector3d.Cross(
                everything.Vertices[everything.Triangles[i + 1]] - a, everything.Vertices[everything.Triangles[i + 2]] - a).Normalized();
            Assert.True(Vector3d.Dot(normal, center - a) <= slack, "The centre of mass lies outside of everything.");
        }
    }

    private static void AssertSame(double mass, double[] inertia, double otherMass, double[] otherInertia, double tolerance)
    {
        Assert.Equal(mass, otherMass, tolerance * mass);
        foreach ((double ours, double theirs) in inertia.Order().Zip(otherInertia.Order()))
        {
            Assert.Equal(ours, theirs, tolerance * inertia.Max());
        }
    }

    private static async Task AssertHullsAsync(FinishedConversion conversion)
    {
        JsonObject fit = conversion.Report["collision"]!.AsObject();
        double[][] box = [.. new[] { "min", "max" }.Select(corner => Numbers(conversion.Report["geometry"]!["bounds_m"]![corner]!))];
        Assert.InRange(fit["hausdorff_m"]!.GetValue<double>(), 0, box[0].Zip(box[1], (min, max) => max - min).Max());
        if (fit["solid_volume_m3"]?.GetValue<double>() is not { } solid)
        {
            return;
        }

        Scene clean = ModelReader.Read(new ModelSource("clean.glb", await File.ReadAllBytesAsync(conversion.CleanGlb)));
        IReadOnlyList<PartSurface> solids = SolidParts.Of(clean, CancellationToken.None).Solids;
        BooleanVerdict verdict = await IndependentCheckers.CompareAsync(
            solids.Select(solid => Checked(solid.Surface)), conversion.HullsOf(solids.Count));
        if (!verdict.Ok)
        {
            // Where two sheets touch in an edge a surface encloses a volume and is no manifold, which Manifold refuses.
            Assert.Contains("manifold", verdict.Error, StringComparison.OrdinalIgnoreCase);
            return;
        }

        // Of parts that run through themselves Manifold counts the common volume twice.
        if (Math.Abs(verdict.Solid - solid) > 0.02 * solid)
        {
            return;
        }

        Assert.InRange(verdict.Missed, -1e-6, 0.01);
        Assert.Equal(verdict.Iou, fit["iou"]!.GetValue<double>(), 0.02);
    }

    private static CheckedMesh Checked(SurfaceMesh mesh) =>
        new([.. mesh.Vertices.SelectMany(v => new[] { v.X, v.Y, v.Z })], mesh.Triangles);

    [GeneratedRegex("(?m)^\\s*doc = .*$")]
    private static partial Regex SourceComment();
}
