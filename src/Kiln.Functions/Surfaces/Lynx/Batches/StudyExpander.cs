using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kiln.Functions.Batches;
using Kiln.Functions.Configuration;
using Kiln.Functions.Surfaces.Lynx.Jobs;
using Kiln.Functions.Surfaces.Lynx.Sampling;
using Kiln.Functions.Surfaces.Lynx.Studies;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Storage.Batches;
using Kiln.Storage.Work.Runs;
using Microsoft.Extensions.Options;
using RetryPolicy = Kiln.Lifecycle.Failures.RetryPolicy;

namespace Kiln.Functions.Surfaces.Lynx.Batches;

/// <summary>Makes the runs of studies. Everything of a run follows from its study and its index, so a run made twice is the same.</summary>
internal sealed class StudyExpander(
    StudyCatalog studies, RunQueue queue, RunCancellation cancellation, ItemFaults faults, IOptions<KilnOptions> options) : IBatchExpander
{
    private const string Run = "run";

    // The shuffles of a large study are worth keeping from one page to the next; of one study at a time.
    private PreparedSampling? _last;

    /// <inheritdoc/>
    public bool Expands(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return batch.Surface == LynxWords.Surface;
    }

    /// <inheritdoc/>
    public JobCommand CancelOf(Job job) => cancellation.CommandFor(job);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BatchJob>> ReadAsync(Batch batch, int first, int count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        StudyRecord record = await studies.GetAsync(batch.OrganisationId, batch.Id, cancellationToken);

        // Stands before the runs do, and stays until the last of them is stored and taken.
        await queue.OpenAsync(batch.OrganisationId, batch.Id, batch.Priority, record.Requirements);
        return [.. Enumerable.Range(first, count).Select(index => Make(batch, record, index, cancellationToken))];
    }

    /// <summary>What a runner is told of a run; never changed by a retry.</summary>
    private static JsonElement ConfigOf(Batch batch, Study study, int index, long? seed, JsonObject parameters) =>
        JsonSerializer.SerializeToElement(new JsonObject
        {
            ["run_id"] = index.ToString(CultureInfo.InvariantCulture),
            ["run_index"] = index,
            ["seed"] = seed,
            ["parameters"] = parameters,
            ["parameter_units"] = new JsonObject(study.Units.Select(unit => KeyValuePair.Create<string, JsonNode?>(unit.Key, unit.Value))),
            ["simulation"] = JsonSerializer.SerializeToNode(study.Part("simulation")),
            ["batch_id"] = batch.Id,
            ["job_id"] = batch.JobIdOf(index),
        });

    private StudySampler SamplerOf(Batch batch, Study study)
    {
        if (_last is { } last && last.BatchId == batch.Id)
        {
            return last.Sampler;
        }

        StudySampler sampler = new(study.Method, study.Seed!.Value, study.Runs, study.Dispersions);
        _last = new PreparedSampling(batch.Id, sampler);
        return sampler;
    }

    private BatchJob Make(Batch batch, StudyRecord record, int index, CancellationToken cancellationToken)
    {
        BatchJob run = PlanOf(batch, record, index);
        try
        {
            StudySampler sampler = SamplerOf(batch, record.Study);
            return WithConfig(run, ConfigOf(batch, record.Study, index, sampler.SeedOf(index), sampler.ParametersOf(index)));
        }
        catch (NotFiniteNumberException outside)
        {
            return Unsampled().Failed(FailureCodes.ValidationError, outside.Message);
        }
        catch (Exception fault) when (faults.FailItem(batch, fault, cancellationToken))
        {
            return faults.Failed(batch, index, Unsampled(), fault);
        }

        BatchJob Unsampled() => WithConfig(run, ConfigOf(batch, record.Study, index, seed: null, parameters: []));
    }

    private static BatchJob WithConfig(BatchJob run, JsonElement config) =>
        run with { Submission = run.Submission with { Parameters = config } };

    private BatchJob PlanOf(Batch batch, StudyRecord record, int index)
    {
        LynxOptions settings = options.Value.Lynx;
        Submission submission = new()
        {
            Id = batch.JobIdOf(index),
            OrganisationId = batch.OrganisationId,
            Surface = LynxWords.Surface,
            Type = batch.Type,
            Name = string.Create(CultureInfo.InvariantCulture, $"{batch.Name} {index}"),
            Priority = batch.Priority,
            Labels = batch.Labels,
            Timeout = TimeSpan.FromSeconds(record.Study.TimeoutSeconds),
            DeadlineStart = DeadlineStart.AttemptStarted,
            BatchId = batch.Id,
        };
        StagePlan stage = new()
        {
            Id = Run,
            Type = Run,
            Executor = ExecutorKind.Worker,
            Retry = new RetryPolicy(
                record.Study.MaxRetries + 1,
                TimeSpan.FromSeconds(settings.RetryFirstDelaySeconds),
                settings.RetryFactor,
                TimeSpan.FromSeconds(settings.RetryMaxDelaySeconds)),
            Data = record.Requirements.ToStageData(),

            // Back-off jitter is drawn from the task's identifier: runs that failed together come back apart.
            Tasks = [new TaskPlan(submission.Id)],
        };
        return new BatchJob(submission, [stage]);
    }

    private sealed record PreparedSampling(string BatchId, StudySampler Sampler);
}
