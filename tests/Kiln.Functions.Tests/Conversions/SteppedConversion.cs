using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kiln.Functions.Configuration;
using Kiln.Functions.Conversions;
using Kiln.Functions.Orchestration;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Lifecycle.Transitions;
using Kiln.SimReady.Conversion;
using Kiln.Storage.Content;
using Kiln.Storage.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Tests.Conversions;

/// <summary>A conversion whose stages a test runs one by one, with its job and its files in memory.</summary>
internal sealed class SteppedConversion
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 15, 0, TimeSpan.Zero);

    private readonly MemoryContentStore _content = new(TimeProvider.System);
    private readonly ConversionWork _work;

    private SteppedConversion(string fileName, byte[] file)
    {
        KilnOptions options = new();
        _work = new(_content, Options.Create(options), TimeProvider.System, NullLogger<ConversionWork>.Instance);
        ConversionInput input = new()
        {
            FileName = fileName,
            Content = "org/inputs/file",
            SizeBytes = file.Length,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(file)),
        };
        Submission submission = new()
        {
            Id = "job",
            OrganisationId = "org",
            Surface = ConversionJobs.Surface,
            Type = ConversionJobs.GlbToSimReady,
            Name = fileName,
            Input = JsonSerializer.SerializeToElement(input),
        };
        Job = JobLifecycle.Submit(submission, Now);
        Do(new Plan(ConversionJobs.Plan(fileName, new(), options)));
    }

    public Job Job { get; private set; }

    public static async Task<SteppedConversion> OfAsync(string fileName, byte[] file)
    {
        SteppedConversion conversion = new(fileName, file);
        await conversion._content.WriteAsync(new(ContentArea.Inputs, "org/inputs/file"), new MemoryStream(file), "application/octet-stream");
        return conversion;
    }

    /// <summary>What the same code makes of the file in one go.</summary>
    public static IReadOnlyDictionary<string, Artifact> Whole(string fileName, byte[] file) =>
        InMemoryConversion.Run(fileName, file, new(), DateOnly.FromDateTime(Now.UtcDateTime));

    /// <summary>Runs stages until the one that is named is next, or all.</summary>
    public async Task RunToAsync(string? stage = null)
    {
        while (Job.CurrentStage is { } current && current.Id != stage)
        {
            await RunStageAsync();
        }
    }

    /// <summary>Runs the next stage; returns the progress that it told.</summary>
    public async Task<IReadOnlyList<double>> RunStageAsync()
    {
        (Stage stage, JobTask task) = Claimed();
        Told told = new();
        JsonElement result = await _work.RunAsync(new Attempt(Job, stage, task, told), CancellationToken.None);
        Do(new CompleteTask(task.Id, "token", result));
        return told.Values;
    }

    /// <summary>The next stage fails for good.</summary>
    public void Fail()
    {
        (_, JobTask task) = Claimed();
        Do(new FailAttempt(task.Id, "token", Failure.Of(FailureCodes.ValidationError, "It broke.", FailurePhase.Processing)));
        Assert.Equal(JobState.Failed, Job.State);
    }

    /// <summary>Somebody retries the failed job.</summary>
    public void Retry() => Do(new Retry(0, "somebody"));

    /// <summary>Makes all that the stages have done the work of another version: its records are edited, and its working files unreadable.</summary>
    public async Task MakeOlderAsync(Action<JsonObject> edit)
    {
        foreach (ArtifactRecord artifact in ConversionJobs.Artifacts(Job).Values)
        {
            await _content.WriteAsync(
                new(ContentArea.Outputs, artifact.Content), new MemoryStream(Encoding.UTF8.GetBytes("{\"an\": \"older form\"}")), artifact.MediaType);
        }

        Job = Job with
        {
            Stages =
            [
                .. Job.Stages.Select(stage => stage with
                {
                    Tasks = [.. stage.Tasks.Select(task => task.Result is null ? task : task with { Result = Edited(task.Result.Value, edit) })],
                }),
            ],
        };
    }

    /// <summary>A file as it is stored now.</summary>
    public async Task<byte[]> ReadAsync(ArtifactRecord artifact)
    {
        await using Stream stream = (await _content.OpenReadAsync(new(ContentArea.Outputs, artifact.Content)))!;
        using MemoryStream copy = new();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    private static JsonElement Edited(JsonElement result, Action<JsonObject> edit)
    {
        JsonObject record = JsonObject.Create(result)!;
        edit(record);
        return JsonSerializer.SerializeToElement(record);
    }

    private (Stage Stage, JobTask Task) Claimed()
    {
        Do(new ClaimTask(Job.CurrentStage!.Tasks[0].Id, "worker", "token", TimeSpan.FromMinutes(1)) { Start = true });
        return (Job.CurrentStage!, Job.CurrentStage!.Tasks[0]);
    }

    private void Do(JobCommand command) => Job = Assert.IsType<Outcome.Applied>(JobLifecycle.Apply(Job, command, Now)).Job;
}
