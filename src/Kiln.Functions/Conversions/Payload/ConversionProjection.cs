using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kiln.Functions.Configuration;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.SimReady.Conversion;
using Kiln.Storage.Content;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Conversions.Payload;

/// <summary>Shows a job as a conversion. Reads the document alone; URLs are minted for the reply.</summary>
public sealed class ConversionProjection(IContentStore content, IOptions<KilnOptions> options, TimeProvider clock)
{
    private TimeSpan UrlLifetime => TimeSpan.FromMinutes(options.Value.DownloadUrlMinutes);

    internal async Task<ConversionDetail> ShowAsync(Job job, string self, CancellationToken cancellationToken)
    {
        ConversionInput? input = ConversionJobs.Input(job);
        ImmutableSortedDictionary<string, ArtifactRecord> artifacts = ConversionJobs.Artifacts(job);
        CreditsBlock credits = CreditsBlock.Of(job.Reservation);
        JobTask? current = (job.CurrentStage ?? job.Stages.LastOrDefault())?.Tasks.FirstOrDefault();
        FileLink? intermediate = await LinkAsync(artifacts.Values.FirstOrDefault(a => a.Role == ArtifactRole.IntermediateGlb), cancellationToken);
        return new ConversionDetail
        {
            Id = job.Id,
            FileName = job.Name,
            JobType = job.Type,
            Status = ConversionWords.Of(job.State, options.Value.CancelledWord),
            PhysiqJobId = job.QueuedAt is null ? null : $"phy_{job.Id.Replace("-", "", StringComparison.Ordinal)}",
            FileSizeBytes = input?.SizeBytes,
            Stage = job.Step,
            Progress = job.Progress,
            Error = ConversionDetail.ErrorOf(job),
            Failure = FailureBlock.Of(job.Failure),
            Timing = new TimingBlock(job.QueuedAt, job.StartedAt, job.CompletedAt),
            Parameters = job.Parameters,
            Report = ReportOf(job),
            CreditsCharged = credits.Price,
            Credits = credits,
            Input = await InputAsync(job, input, cancellationToken),
            Preprocess = PreprocessProjection.Of(job, intermediate),
            Output = await OutputAsync(job, artifacts, cancellationToken),
            CreatedAt = job.CreatedAt,
            UpdatedAt = job.UpdatedAt,
            CancelRequested = job.CancelRequested,
            Suspended = job.Suspended,
            Attempt = current is null ? 0 : current.FailedAttempts + (current.State == TaskState.Failed ? 0 : 1),
            MaxAttempts = current?.MaxAttempts ?? 0,
            Waiting = WaitingBlock.Of(job, clock.GetUtcNow()),
            Labels = job.Labels,
            BatchId = job.BatchId,
            Links = LinksBlock.Of(self),
        };
    }

    /// <summary>The report: what the steps know so far, and how each went. Null before the first step is done.</summary>
    private static JsonObject? ReportOf(Job job)
    {
        IReadOnlyList<StepRecord> records = ConversionJobs.Records(job);
        JsonObject report = [];
        foreach ((string name, JsonNode? value) in records.SelectMany(record => JsonObject.Create(record.Report) ?? []))
        {
            report[name] = value?.DeepClone();
        }

        report["telemetry"] = JsonSerializer.SerializeToNode(StepTelemetry.Of(job, records));
        return records.Count == 0 ? null : report;
    }

    private async Task<InputBlock> InputAsync(Job job, ConversionInput? input, CancellationToken cancellationToken)
    {
        if (input is null)
        {
            return new InputBlock(null, [], null);
        }

        ContentName name = new(ContentArea.Inputs, input.Content);
        Uri url = await content.CreateDownloadUrlAsync(name, job.Name, UrlLifetime, cancellationToken);
        return new InputBlock(new FileLink(url.AbsoluteUri, job.Name), [], input.Archive);
    }

    private async Task<OutputBlock> OutputAsync(
        Job job, ImmutableSortedDictionary<string, ArtifactRecord> artifacts, CancellationToken cancellationToken)
    {
        if (job.State != JobState.Succeeded)
        {
            return new OutputBlock();
        }

        List<FileLink> textures = [];
        foreach (ArtifactRecord texture in artifacts.Values.Where(artifact => artifact.Role == ArtifactRole.UsdTexture))
        {
            textures.Add((await LinkAsync(texture, cancellationToken))!);
        }

        return new OutputBlock
        {
            Model = await SizedAsync(ArtifactRole.Usd),
            Textures = textures,
            MjcfPackage = await SizedAsync(ArtifactRole.MjcfPackage),
            Glb = await SizedAsync(ArtifactRole.CleanGlb),
            Usdz = await SizedAsync(ArtifactRole.Usdz),
            Report = await SizedAsync(ArtifactRole.Report),
        };

        async Task<SizedFileLink?> SizedAsync(ArtifactRole role) =>
            artifacts.Values.FirstOrDefault(artifact => artifact.Role == role) is { } artifact
            && await LinkAsync(artifact, cancellationToken) is { } link
                ? new SizedFileLink(link.Url, link.Name, artifact.Length)
                : null;
    }

    private async Task<FileLink?> LinkAsync(ArtifactRecord? artifact, CancellationToken cancellationToken)
    {
        if (artifact is null)
        {
            return null;
        }

        string fileName = Path.GetFileName(artifact.Name);
        ContentName name = new(ContentArea.Outputs, artifact.Content);
        Uri url = await content.CreateDownloadUrlAsync(name, fileName, UrlLifetime, cancellationToken);
        return new FileLink(url.AbsoluteUri, fileName);
    }
}
