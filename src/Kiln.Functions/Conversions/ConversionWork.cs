using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Kiln.Functions.Configuration;
using Kiln.Functions.Orchestration;
using Kiln.Geometry;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.SimReady.Conversion;
using Kiln.Storage.Content;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Conversions;

/// <summary>
/// Runs the steps of conversions: loads the files a step asks for, runs it, stores what it made. Files are named by their content,
/// so an attempt that runs twice stores the same.
/// </summary>
internal sealed class ConversionWork(IContentStore content, IOptions<KilnOptions> options, TimeProvider clock) : IBuiltInWork
{
    /// <inheritdoc />
    public bool Runs(string jobType) => jobType == ConversionJobs.GlbToSimReady;

    /// <inheritdoc />
    public async Task<JsonElement> RunAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        long began = clock.GetTimestamp();
        (Job job, var stage, _, IProgress<double> progress) = attempt;
        ConversionInput input = ConversionJobs.Input(job)
            ?? throw new WorkFailedException(FailureCodes.InternalError, "The job has no input.");
        ConversionStep step = ConversionJobs.Step(job, stage);
        StepContext context = new(
            ConversionJobs.Parameters(job),
            new SourceFile(input.FileName, input.SizeBytes, input.Sha256),
            DateOnly.FromDateTime(job.CreatedAt.UtcDateTime),
            await LoadAsync(job, input, step, cancellationToken),
            options.Value.ReaderLimits,
            progress,
            cancellationToken);
        StepResult result = await RunStepAsync(step, context, cancellationToken);
        ImmutableArray<ArtifactRecord>.Builder stored = ImmutableArray.CreateBuilder<ArtifactRecord>(result.Artifacts.Count);
        foreach (Artifact artifact in result.Artifacts)
        {
            stored.Add(await StoreAsync(job, artifact, cancellationToken));
        }

        JsonElement record = JsonSerializer.SerializeToElement(new StepRecord
        {
            Artifacts = stored.DrainToImmutable(),
            Report = JsonSerializer.SerializeToElement(result.ReportFragment),
            InputStats = result.InputStats is null ? null : JsonSerializer.SerializeToElement(result.InputStats),
            DurationMilliseconds = (long)clock.GetElapsedTime(began).TotalMilliseconds,
        });
        return result.Fault is null
            ? record
            : throw new WorkFailedException(FailureCodes.ValidationError, result.Fault) { Result = record };
    }

    /// <summary>A step computes for seconds; it gets a thread of its own so that requests are not kept waiting for one.</summary>
    private static async Task<StepResult> RunStepAsync(ConversionStep step, StepContext context, CancellationToken cancellationToken)
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
        Job job, ConversionInput input, ConversionStep step, CancellationToken cancellationToken)
    {
        ImmutableSortedDictionary<string, ArtifactRecord> made = ConversionJobs.Artifacts(job);
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
