using System.Collections.Immutable;
using System.Text.Json;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.Jobs.Types;
using Kiln.Lifecycle.Jobs;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Results;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Conversions;

/// <summary>
/// Conversions as a job type: the members of the conversions surface, with an upload for the model. What comes of them is a conversion
/// like any other, also on that surface.
/// </summary>
internal sealed class ConversionType(ModelFiles files, ConversionArchive archive, IOptions<KilnOptions> options) : IJobType
{
    /// <inheritdoc />
    public IReadOnlyCollection<string> Names => [ConversionJobs.GlbToSimReady];

    /// <inheritdoc />
    public string Surface => ConversionJobs.Surface;

    /// <inheritdoc />
    public JobRequest Read(string type, MemberReader members)
    {
        string uploadId = members.Text(SubmissionFields.UploadId, SubmissionFields.LongestUploadId, required: true) ?? "";
        int priority = CommonMembers.ReadPriority(members);
        FieldReader fields = new(rejectUnknown: options.Value.UnknownFields != "ignore");
        foreach ((string name, JsonElement value) in members.Rest())
        {
            fields.AddJson(name, value);
        }

        SubmittedParameters? parameters = SubmittedParameters.TryFrom(fields, client: null, options.Value);
        foreach (FieldFault fault in fields.Faults)
        {
            members.Fault(fault.Field, fault.Message);
        }

        parameters ??= new SubmittedParameters(new ConversionParameters(), default, null, null, ImmutableSortedDictionary<string, string>.Empty);
        return ConversionRequest.Of(parameters) with { UploadId = uploadId, Priority = priority };
    }

    /// <inheritdoc />
    public async Task<FieldFault?> FindFaultAsync(JobRequest request, string organisationId, CancellationToken cancellationToken) =>
        await files.FindUploadFaultAsync(organisationId, ((ConversionRequest)request).UploadId!, cancellationToken) is { } message
            ? new FieldFault(SubmissionFields.UploadId, message)
            : null;

    /// <inheritdoc />
    public async Task<JobPlan> PrepareAsync(JobRequest request, string organisationId, string jobId, CancellationToken cancellationToken)
    {
        ConversionRequest conversion = (ConversionRequest)request;
        ConversionInput input = await files.TakeAsync(conversion, organisationId, jobId, cancellationToken);
        return new JobPlan(ConversionJobs.Plan(input.FileName, conversion.Submitted.Conversion, options.Value))
        {
            Name = input.FileName,
            Input = JsonSerializer.SerializeToElement(input),
        };
    }

    /// <inheritdoc />
    public IReadOnlyList<ResultEntry> ResultsOf(Job job) => archive.Entries(job, ResultFormat.All);

    /// <inheritdoc />
    public Task DiscardAsync(JobPlan plan) => files.DiscardAsync(plan.Input!.Value.Deserialize<ConversionInput>()!);
}
