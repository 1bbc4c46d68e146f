using System.Text.Json.Nodes;
using Kiln.Checkers;
using Kiln.SimReady.Tests.Models;

namespace Kiln.SimReady.Tests.Pipeline;

/// <summary>What every finished conversion owes, whatever went in.</summary>
internal static class SoundAsset
{
    public static double[] Numbers(JsonNode node) => [.. node.AsArray().Select(number => number!.GetValue<double>())];

    public static async Task AssertAsync(FinishedConversion conversion)
    {
        Assert.Empty(conversion.FailedRules);
        Assert.True(conversion.Report["validation"]!["passed"]!.GetValue<bool>());

        GltfVerdict gltf = await IndependentCheckers.CheckGltfAsync(conversion.CleanGlb);
        Assert.True(gltf.Errors == 0, string.Join('\n', gltf.Messages));

        UsdVerdict usd = await IndependentCheckers.OpenUsdAsync(conversion.Usd);
        Assert.True(usd.Ok, string.Join('\n', usd.Errors));
        foreach (string schema in new[] { "PhysicsRigidBodyAPI", "PhysicsMassAPI", "PhysicsCollisionAPI", "PhysicsMeshCollisionAPI", "PhysicsMaterialAPI" })
        {
            Assert.Contains(schema, usd.Text, StringComparison.Ordinal);
        }

        TinyUsdVerdict tiny = await IndependentCheckers.ParseUsdAsync(conversion.Usd);
        Assert.True(tiny.Ok, tiny.Error);

        MujocoVerdict mujoco = await IndependentCheckers.SimulateAsync(conversion.Mjcf);
        Assert.True(mujoco.Ok, mujoco.Error);
        Assert.True(mujoco.Drop!.Finite);
        Assert.True(mujoco.Drop.Settled, $"Not at rest after {mujoco.Drop.Seconds} s.");
        Assert.Equal(conversion.Report["collision"]!["hull_count"]!.GetValue<int>(), mujoco.CollisionGeoms);
        double mass = conversion.Report["mass_kg"]!.GetValue<double>();
        Assert.Equal(mass, mujoco.Mass, 1e-6 * mass);
        double[] inertia = Numbers(conversion.Report["inertia_diagonal_kg_m2"]!);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(inertia[i], mujoco.Inertia[i], 1e-6 * inertia.Max());
        }
    }
}
