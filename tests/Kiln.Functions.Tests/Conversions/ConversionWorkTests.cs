using System.Text.Json.Nodes;
using Kiln.Functions.Conversions;
using Kiln.Functions.Conversions.Payload;
using Kiln.Geometry.Formats.Gltf;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;
using Kiln.Geometry.Shapes;
using Kiln.Lifecycle.Jobs;
using Kiln.SimReady.Conversion;

namespace Kiln.Functions.Tests.Conversions;

/// <summary>The steps of a conversion, each an attempt of its own, whatever code made what they find.</summary>
public sealed class ConversionWorkTests
{
    private static readonly byte[] Glb = GlbWriter.Write(new Scene
    {
        Name = "l",
        Nodes = [new Node("l", -1, Affine3d.Identity, 0)],
        Meshes = [new Mesh("l", [SurfaceEditing.ToTriangleMesh(CellSolids.LShape(0.1))])],
        Materials = [],
        Images = [],
    });

    private static readonly byte[] Obj = "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 2 3 4\nf 3 1 4\n"u8.ToArray();

    [Theory]
    [InlineData("l.glb")]
    [InlineData("l.obj")]
    public async Task Steps_go_on_from_what_their_own_version_made(string fileName)
    {
        SteppedConversion conversion = await SteppedConversion.OfAsync(fileName, FileOf(fileName));

        await conversion.RunToAsync();

        IReadOnlyList<StepRecord> records = ConversionJobs.Records(conversion.Job);
        Assert.Equal(conversion.Job.Stages.Select(stage => stage.Id), records.Select(record => record.Stage));
        Assert.All(records, record => Assert.Null(record.Anew));
        Assert.All(StepTelemetry.Of(conversion.Job, records), step =>
            Assert.Equal(("completed", false, true), (step.Status, step.CacheHit, step.PeakWorkingSetBytes > 1 << 20)));
        await AssertWholeAsync(conversion, fileName);
    }

    [Theory]
    [InlineData("l.glb", "pipeline-collision")]
    [InlineData("l.glb", "pipeline-validate")]
    [InlineData("l.obj", "prepare-transform")]
    [InlineData("l.obj", "pipeline-export")]
    [InlineData("l.obj", "pipeline-mjcf")]
    public async Task A_step_that_meets_results_of_another_version_works_those_before_it_out_anew(string fileName, string stage)
    {
        SteppedConversion conversion = await SteppedConversion.OfAsync(fileName, FileOf(fileName));
        await conversion.RunToAsync(stage);
        int before = ConversionJobs.Records(conversion.Job).Count;
        await conversion.MakeOlderAsync(record =>
        {
            record["version"] = "0123456789abcdef";
            JsonObject only = record["artifacts"]![0]!.DeepClone().AsObject();
            only["name"] = "output/usd/l/only_the_other_made.usd";
            record["artifacts"]!.AsArray().Add(only);
        });

        IReadOnlyList<double> progress = await conversion.RunStageAsync();
        IReadOnlyList<StepRecord> records = ConversionJobs.Records(conversion.Job);

        Assert.Equal(before, records[^1].Anew!.Count);
        Assert.Equal(conversion.Job.Stages.Take(before + 1).Select(done => done.Id), records.Select(record => record.Stage));
        Assert.All(records, record => Assert.Equal(CodeVersion.Current, record.Version));
        Assert.Equal(progress.Order(), progress);
        Assert.Equal(1, progress[^1]);

        await conversion.RunToAsync();
        Assert.All(ConversionJobs.Records(conversion.Job).Skip(before + 1), record => Assert.Null(record.Anew));
        Assert.Equal(conversion.Job.Stages.Length, StepTelemetry.Of(conversion.Job, ConversionJobs.Records(conversion.Job)).Count());
        await AssertWholeAsync(conversion, fileName);
    }

    [Fact]
    public async Task Records_from_before_versions_were_noted_are_of_another_version()
    {
        SteppedConversion conversion = await SteppedConversion.OfAsync("l.glb", Glb);
        await conversion.RunToAsync("pipeline-usd");
        await conversion.MakeOlderAsync(record =>
        {
            foreach (string member in (string[])["stage", "version", "run", "peak_working_set_bytes"])
            {
                record.Remove(member);
            }
        });
        Assert.All(
            StepTelemetry.Of(conversion.Job, ConversionJobs.Records(conversion.Job)),
            step => Assert.Equal(("completed", false, null), (step.Status, step.CacheHit, step.PeakWorkingSetBytes)));

        await conversion.RunToAsync();

        await AssertWholeAsync(conversion, "l.glb");
    }

    [Fact]
    public async Task Two_versions_that_take_turns_come_to_an_end()
    {
        SteppedConversion conversion = await SteppedConversion.OfAsync("l.glb", Glb);
        for (int turn = 0; conversion.Job.State != JobState.Succeeded; turn++)
        {
            await conversion.RunStageAsync();
            if (turn % 2 == 1 && conversion.Job.State != JobState.Succeeded)
            {
                await conversion.MakeOlderAsync(record => record["version"] = "0123456789abcdef");
            }
        }

        await AssertWholeAsync(conversion, "l.glb");
    }

    [Fact]
    public async Task After_a_retry_by_hand_results_of_the_run_before_are_cache_hits()
    {
        SteppedConversion conversion = await SteppedConversion.OfAsync("l.glb", Glb);
        await conversion.RunToAsync("pipeline-usd");
        conversion.Fail();
        Assert.Equal(
            ["completed", "completed", "completed", "completed", "failed"],
            StepTelemetry.Of(conversion.Job, ConversionJobs.Records(conversion.Job)).Select(step => step.Status));
        conversion.Retry();
        await conversion.RunToAsync();

        Assert.Equal(
            [("export", true), ("align", true), ("physics", true), ("collision", true), ("usd", false), ("mjcf", false), ("validate", false)],
            StepTelemetry.Of(conversion.Job, ConversionJobs.Records(conversion.Job)).Select(step => (step.Step, step.CacheHit)));
        await AssertWholeAsync(conversion, "l.glb");
    }

    private static byte[] FileOf(string fileName) => fileName.EndsWith(".glb", StringComparison.Ordinal) ? Glb : Obj;

    private static async Task AssertWholeAsync(SteppedConversion conversion, string fileName)
    {
        Assert.Equal(JobState.Succeeded, conversion.Job.State);
        PreprocessBlock preprocess = PreprocessProjection.Of(conversion.Job, intermediateGlb: null);
        bool prepared = fileName.EndsWith(".obj", StringComparison.Ordinal);
        Assert.Equal(prepared ? "completed" : "skipped", preprocess.Status);
        Assert.Equal(prepared ? 5 : null, preprocess.Telemetry?.Steps.Count);
        Assert.Equal(prepared ? true : null, preprocess.InputStats?.GetProperty("watertight").GetBoolean());
        IReadOnlyDictionary<string, Artifact> whole = SteppedConversion.Whole(fileName, FileOf(fileName));
        Dictionary<string, ArtifactRecord> made = ConversionJobs.Artifacts(conversion.Job).ToDictionary();
        Assert.Equal(whole.Keys.Where(name => name != ArtifactNames.Source).Order(), made.Keys.Order());
        foreach ((string name, ArtifactRecord artifact) in made)
        {
            Assert.Equal(whole[name].Content.ToArray(), await conversion.ReadAsync(artifact));
        }
    }
}
