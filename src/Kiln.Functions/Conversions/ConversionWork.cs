using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Kiln.Functions.Configuration;
using Kiln.Functions.Orchestration;
using Kiln.Geometry;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.SimReady.Conversion;
using Kiln.Storage.Content;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Conversions;

/// <summary>
/// Runs the steps of conversions: loads the files a step asks for, runs it, stores what it made. Files are named by their content,
/// so an attempt that runs twice stores the same.
/// </summary>
internal sealed partial class ConversionWork(
    IContentStore content, IOptions<KilnOptions> options, TimeProvider clock, ILogger<ConversionWork> logger) : IBuiltInWork
{
    /// <inheritdoc />
    public bool Runs(string jobType) => jobType == ConversionJobs.GlbToSimReady;

    /// <inheritdoc />
    public async Task<JsonElement> RunAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        (Job job, Stage stage, _, IProgress<double> progress) = attempt;
        IReadOnlyList<ConversionStep> due = ConversionJobs.StepsDue(job, stage);
        Dictionary<string, ArtifactRecord> made = new(StringComparer.Ordinal);
        if (due.Count == 1)
        {
            Add(ConversionJobs.Artifacts(job).Values);
        }
        else
        {
            LogAnew(logger, stage.Type, job.Id, due.Count - 1);
        }

        List<StepRecord> records = [];
        string? fault = null;
        for (int i = 0; i < due.Count; i++)
        {
            (StepRecord record, fault) = await RunStepAsync(job, due[i], made, new StepShare(progress, i, due.Count), cancellationToken);
            Add(record.Artifacts);
            records.Add(record);
        }

        StepRecord last = records.Count == 1 ? records[0] : records[^1] with { Anew = records[..^1] };
        JsonElement result = JsonSerializer.SerializeToElement(last);
        return fault is null ? result : throw new WorkFailedException(FailureCodes.ValidationError, fault) { Result = result };

        void Add(IEnumerable<ArtifactRecord> artifacts)
        {
            foreach (ArtifactRecord artifact in artifacts)
            {
                made[artifact.Name] = artifact;
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Step {Step} of job {JobId} met results of another version of the code; the {Count} steps before it are worked out anew")]
    private static partial void LogAnew(ILogger logger, string step, string jobId, int count);

    private async Task<(StepRecord Record, string? Fault)> RunStepAsync(
        Job job, ConversionStep step, Dictionary<string, ArtifactRecord> made, IProgress<double> progress, CancellationToken cancellationToken)
    {
        long began = clock.GetTimestamp();
        WorkingSetWatch memory = new(progress, clock);
        ConversionInput input = ConversionJobs.Input(job)
            ?? throw new WorkFailedException(FailureCodes.InternalError, "The job has no input.");
        StepContext context = new(
            ConversionJobs.Parameters(job),
            new SourceFile(input.FileName, input.SizeBytes, input.Sha256),
            DateOnly.FromDateTime(job.CreatedAt.UtcDateTime),
            await LoadAsync(input, made, step, cancellationToken),
            options.Value.ReaderLimits,
            memory,
            cancellationToken);
        StepResult result = await ComputeAsync(step, context, cancellationToken);
        ImmutableArray<ArtifactRecord>.Builder stored = ImmutableArray.CreateBuilder<ArtifactRecord>(result.Artifacts.Count);
        foreach (Artifact artifact in result.Artifacts)
        {
            stored.Add(await StoreAsync(job, artifact, cancellationToken));
        }

        StepRecord record = new()
        {
            Stage = ConversionJobs.StageId(step),
            Version = CodeVersion.Current,
            Run = job.Retries,
            Artifacts = stored.DrainToImmutable(),
            Report = JsonSerializer.SerializeToElement(result.ReportFragment),
            InputStats = result.InputStats is null ? null : JsonSerializer.SerializeToElement(result.InputStats),
            DurationMilliseconds = (long)clock.GetElapsedTime(began).TotalMilliseconds,
            PeakWorkingSetBytes = memory.End(),
        };
        return (record, result.Fault);
    }

    /// <summary>A step computes for seconds; it gets a thread of its own so that requests are not kept waiting for one.</summary>
    private static async Task<StepResult> ComputeAsync(ConversionStep step, StepContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Factory.StartNew(
                () => step.Run(context), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (InvalidModelException exception)
        {
            throw new WorkFailedException(FailureCodes.ValidationError, exception.Message, exception);
        }
    }

    private async Task<Dictionary<string, ReadOnlyMemory<byte>>> LoadAsync(
        ConversionInput input, Dictionary<string, ArtifactRecord> made, ConversionStep step, CancellationToken cancellationToken)
    {
        Dictionary<string, ReadOnlyMemory<byte>> loaded = new(StringComparer.Ordinal);
        foreach (string name in step.Inputs)
        {
            if (name == ArtifactNames.Source)
            {
                loaded[name] = await ReadAsync(new ContentName(ContentArea.Inputs, input.Content), cancellationToken);
                continue;
            }

            IEnumerable<ArtifactRecord> wanted = made.Values.Where(artifact =>
                name.EndsWith('/') ? artifact.Name.StartsWith(name, StringComparison.Ordinal) : artifact.Name == name);
            foreach (ArtifactRecord artifact in wanted)
            {
                loaded[artifact.Name] = await ReadAsync(new ContentName(ContentArea.Outputs, artifact.Content), cancellationToken);
            }
        }

        return loaded;
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(ContentName name, CancellationToken cancellationToken)
    {
        await using Stream stream = await content.OpenReadAsync(name, cancellationToken)
            ?? throw new WorkFailedException(FailureCodes.InputFetchFailed, "A stored file of the job is gone.");
        byte[] bytes = GC.AllocateUninitializedArray<byte>(checked((int)stream.Length));
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private async Task<ArtifactRecord> StoreAsync(Job job, Artifact artifact, CancellationToken cancellationToken)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(artifact.Content.Span));
        string name = $"{job.OrganisationId}/jobs/{job.Id}/{hash}";
        using Stream stream = BinaryData.FromBytes(artifact.Content).ToStream();
        await content.WriteAsync(new ContentName(ContentArea.Outputs, name), stream, artifact.MediaType, cancellationToken);
        return new ArtifactRecord(artifact.Name, artifact.Role, artifact.MediaType, artifact.Content.Length, name);
    }
}
