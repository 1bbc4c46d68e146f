using System.Buffers;
using System.Text.Json;
using Kiln.Functions.Configuration;
using Kiln.Functions.Surfaces.Lynx.Attempts;
using Kiln.Functions.Surfaces.Lynx.Batches;
using Kiln.Functions.Surfaces.Lynx.EarlyTermination;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Jobs;
using Kiln.Storage.Runs;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Lynx.Telemetry;

/// <summary>Takes the samples of attempts, each call once and in order, and ends a run that one of its study's conditions ends.</summary>
public sealed class TelemetryIntake(
    JobStore jobs, AttemptStore attempts, StudyCatalog studies, RunReports reports, IOptions<KilnOptions> options)
{
    /// <summary>Takes a call; answers whether it was taken now, the number of the next one, and what the sender is to do.</summary>
    internal async Task<TelemetryReply> TakeAsync(
        DurableTaskClient client, TelemetryPermission permission, TelemetryCall call, CancellationToken cancellationToken)
    {
        if (await FindAsync(permission, cancellationToken) is not { } job)
        {
            throw LynxErrors.LeaseLost();
        }

        RunAttempt attempt = RunJob.AttemptOf(job)!;
        AttemptTelemetry before = await attempts.GetTelemetryAsync(attempt, cancellationToken);
        if (call.Sequence > before.NextSequence)
        {
            throw LynxErrors.SequenceGap(before.NextSequence);
        }

        if (call.Sequence < before.NextSequence)
        {
            return new TelemetryReply(false, before.NextSequence, ActionFor(job));
        }

        byte[] samples = Write(call.Samples);
        AttemptTelemetry after = Add(before, call.Samples, samples.Length);
        if (!await attempts.AppendAsync(attempt, before, after, samples))
        {
            return new TelemetryReply(false, after.NextSequence, ActionFor(job));
        }

        return await EndEarlyAsync(client, permission, job, call, cancellationToken)
            ? new TelemetryReply(true, after.NextSequence, "kill")
            : new TelemetryReply(true, after.NextSequence, ActionFor(job));
    }

    private static string ActionFor(Job job) => job.CancelRequested ? "cancel" : job.Suspended ? "pause" : "continue";

    private async Task<Job?> FindAsync(TelemetryPermission permission, CancellationToken cancellationToken) =>
        await jobs.GetAsync(permission.OrganisationId, permission.JobId, cancellationToken) is { Surface: LynxWords.Surface } job
        && permission.IsOf(RunJob.TaskOf(job).Lease?.Token)
            ? job
            : null;

    private AttemptTelemetry Add(AttemptTelemetry before, IReadOnlyList<TelemetrySample> samples, int length)
    {
        if (samples.Count > 0 && samples[0].Time < before.LastTime)
        {
            throw LynxErrors.Invalid("samples[0].t", "Must not be below the last sample of the call before");
        }

        long total = before.Length + length;
        return total <= options.Value.Lynx.MaxTelemetryBytesPerJob
            ? before with
            {
                NextSequence = before.NextSequence + 1,
                SampleCount = before.SampleCount + samples.Count,
                FirstTime = before.FirstTime ?? (samples.Count == 0 ? null : samples[0].Time),
                LastTime = samples.Count == 0 ? before.LastTime : samples[^1].Time,
                Length = total,
            }
            : throw LynxErrors.PayloadTooLarge($"A run keeps at most {options.Value.Lynx.MaxTelemetryBytesPerJob} bytes of telemetry");
    }

    private async Task<bool> EndEarlyAsync(
        DurableTaskClient client, TelemetryPermission permission, Job job, TelemetryCall call, CancellationToken cancellationToken)
    {
        StudyRecord study = await studies.GetAsync(job.OrganisationId, job.BatchId!, cancellationToken);
        if (TerminationWatch.FirstSatisfied(study.Study.Conditions, call.Samples) is not { } message)
        {
            return false;
        }

        // The job fails, not the attempt: nothing that its runner reports later is the repeat of this.
        await reports.TryApplyAsync(
            client,
            job.OrganisationId,
            job.Id,
            (_, task) => permission.IsOf(task.Lease?.Token) ? new Fail(RunFailures.TerminatedEarly(message)) : null,
            CancellationToken.None);
        return true;
    }

    private static byte[] Write(IReadOnlyList<TelemetrySample> samples)
    {
        ArrayBufferWriter<byte> lines = new();
        using Utf8JsonWriter json = new(lines);
        foreach (TelemetrySample sample in samples)
        {
            json.WriteStartObject();
            json.WriteNumber("t", sample.Time);
            json.WriteStartObject("values");
            foreach ((string name, double value) in sample.Values)
            {
                json.WriteNumber(name, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
            json.Flush();
            lines.Write("\n"u8);
            json.Reset(lines);
        }

        return lines.WrittenSpan.ToArray();
    }
}
