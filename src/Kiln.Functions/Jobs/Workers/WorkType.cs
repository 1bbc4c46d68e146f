using System.Collections.Immutable;
using System.Text.Json;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.Jobs.Types;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.SimReady.Results;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Jobs.Workers;

/// <summary>Jobs whose stages are done by workers outside, under every name that the operator has set.</summary>
internal sealed class WorkType(IOptions<KilnOptions> options) : IJobType
{
    /// <inheritdoc />
    public IReadOnlyCollection<string> Names => [.. options.Value.WorkerJobTypes];

    /// <inheritdoc />
    public string Surface => JobSurface.Name;

    /// <inheritdoc />
    public JobRequest Read(string type, MemberReader members)
    {
        IReadOnlyList<MemberReader> sent = members.Objects("stages", StageMembers.MostStages);
        bool isSealed = members.Flag("sealed") ?? true;
        if (sent.Count == 0 && isSealed)
        {
            members.Fault("stages", "Must hold at least one stage, unless sealed is false");
        }

        ImmutableArray<StagePlan> stages = [.. sent.Select((stage, index) => StageMembers.Read(stage, $"stage-{index + 1}", options.Value))];
        foreach (string id in StageMembers.RepeatedIds(stages))
        {
            members.Fault("stages", $"The id '{id}' is given twice");
        }

        return CommonMembers.ReadInto(new WorkRequest(type, stages, isSealed), members, options.Value);
    }

    /// <inheritdoc />
    public Task<FieldFault?> FindFaultAsync(JobRequest request, string organisationId, CancellationToken cancellationToken) =>
        Task.FromResult<FieldFault?>(null);

    /// <inheritdoc />
    public Task<JobPlan> PrepareAsync(JobRequest request, string organisationId, string jobId, CancellationToken cancellationToken)
    {
        WorkRequest work = (WorkRequest)request;

        // Nobody knows when a worker comes: only the time from the first start counts.
        return Task.FromResult(new JobPlan(work.Stages) { Sealed = work.Sealed, DeadlineStart = DeadlineStart.Started });
    }

    /// <inheritdoc />
    public IReadOnlyList<ResultEntry> ResultsOf(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        Dictionary<string, JsonElement?> results = job.Stages
            .SelectMany(stage => stage.Tasks)
            .ToDictionary(task => task.Id, task => task.Result, StringComparer.Ordinal);
        byte[] content = JsonSerializer.SerializeToUtf8Bytes(results, Json.Options);
        return [new ResultEntry("results.json", _ => ValueTask.FromResult<Stream>(new MemoryStream(content, writable: false)))];
    }

    /// <inheritdoc />
    public Task DiscardAsync(JobPlan plan) => Task.CompletedTask;
}
