using System.IO.Compression;
using System.Text.Json.Nodes;
using Kiln.Checkers;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Models;
using Kiln.Geometry.Shapes;

namespace Kiln.EndToEnd.Tests.Conversions;

/// <summary>What comes out of the service, judged by programs that nobody here wrote.</summary>
[Collection(SharedServiceDefinition.Name)]
public sealed class DeliverableTests(SharedService service) : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kiln-e2e-outputs-");

    [Theory]
    [InlineData("box.glb")]
    [InlineData("parts.glb")]
    [InlineData("mug.obj")]
    [InlineData("gear.stl")]
    [InlineData("wooden_crate.glb")]
    public async Task The_outputs_satisfy_independent_checkers(string fileName)
    {
        var api = service.Api;
        byte[] content = fileName switch
        {
            "box.glb" => SampleFiles.Box,
            "parts.glb" => SampleFiles.TwoParts,
            "mug.obj" => SampleFiles.Obj(SweptSolids.Mug(0.04, 0.1, 0.005, 32)),
            "wooden_crate.glb" => await CrateAsync(),
            _ => SampleFiles.Stl(PlateSolids.Gear(12, 0.05, 0.04, 0.01, 0.01)),
        };
        string id = await api.SubmitForIdAsync(fileName, content, ("unit", "m"));
        var payload = await api.WaitForCompletionAsync(id);
        var archive = await api.GetAsync($"conversions/{id}/result");
        ZipFile.ExtractToDirectory(new MemoryStream(archive.Content), _directory.FullName);
        string glb = Path.Combine(_directory.FullName, "clean.glb");
        await File.WriteAllBytesAsync(
            glb, (await api.SendPlainAsync(HttpMethod.Get, new Uri(payload["output"]!["glb"]!["url"]!.GetValue<string>()))).Content);

        var gltf = await IndependentCheckers.CheckGltfAsync(glb);
        var tiny = await IndependentCheckers.ParseUsdAsync(Find("*.usd"));
        var mujoco = await IndependentCheckers.SimulateAsync(Find("*.xml"));

        Assert.True(gltf.Errors == 0, string.Join('\n', gltf.Messages));
        await OpensInOpenUsdAsync(Find("*.usd"));
        Assert.True(tiny.Ok, tiny.Error);
        Assert.True(mujoco.Ok, mujoco.Error);
        Assert.True(mujoco.Drop!.Finite && mujoco.Drop.Settled, $"{mujoco.Drop}");
        var report = payload["report"]!;
        Assert.Equal("m", report["geometry"]!["input_unit"]!.GetValue<string>());
        AssertHolds(report, JsonNode.Parse(await File.ReadAllBytesAsync(Find("report.json")))!.AsObject());
        Assert.Equal(report["mass_kg"]!.GetValue<double>(), mujoco.Mass, mujoco.Mass * 1e-4);
        Assert.Equal(report["collision"]!["hull_count"]!.GetValue<int>(), mujoco.CollisionGeoms);
        Assert.True(report["validation"]!["passed"]!.GetValue<bool>());
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Delete(recursive: true);

    private static async Task OpensInOpenUsdAsync(string file)
    {
        var usd = await IndependentCheckers.OpenUsdAsync(file);
        Assert.True(usd.Ok, string.Join('\n', usd.Errors));
        foreach (string schema in (string[])["PhysicsRigidBodyAPI", "PhysicsMassAPI", "PhysicsCollisionAPI", "PhysicsMeshCollisionAPI", "PhysicsMaterialAPI"])
        {
            Assert.Contains(schema, usd.Text, StringComparison.Ordinal);
        }
    }

    // The payload's report is the file's, and how long the steps took.
    private static void AssertHolds(JsonNode report, JsonObject file)
    {
        Assert.Equal(file.Select(member => member.Key).Append("telemetry").Order(), report.AsObject().Select(member => member.Key).Order());
        Assert.All(file, member => Assert.True(JsonNode.DeepEquals(member.Value, report[member.Key]), member.Key));
    }

    private async Task<byte[]> CrateAsync()
    {
        string path = Path.Combine(_directory.FullName, "crate.glb");
        var result = await CommandLineRun.RunAsync(_directory.FullName, "sample", path);
        Assert.True(result.ExitCode == 0, $"{result}");
        return await File.ReadAllBytesAsync(path);
    }

    private string Find(string pattern) =>
        Directory.EnumerateFiles(_directory.FullName, pattern, SearchOption.AllDirectories).Single();
}
