using System.Globalization;
using System.Text.Json;
using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.Jobs.Payload;
using Kiln.Functions.Jobs.Types;
using Kiln.Functions.Orchestration;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Idempotency;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Jobs;

/// <summary>Makes a job of any type of a submission. Everything is checked before anything is kept; credits are reserved last.</summary>
public sealed class JobSubmission(
    JobTypes types,
    JobAdmission admission,
    IdempotentCreation idempotent,
    Links links,
    IOptions<KilnOptions> options,
    TimeProvider clock)
{
    /// <summary>Reads, checks, reserves, stores and starts; the reply says 202 once the job is durable.</summary>
    public async Task<IResult> SubmitAsync(HttpRequest request, Caller caller, DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        JsonElement body = await RequestBody.ReadObjectAsync(request, cancellationToken);
        MemberReader members = new(body, rejectUnknown: options.Value.UnknownFields != "ignore");
        (string name, IJobType type) = ReadType(members);
        await admission.RequireRoomAsync(request, caller, options.Value.PriceOf(name), cancellationToken);
        JobRequest submitted = type.Read(name, members);
        members.Finish();
        members.ThrowIfFaulty();
        return await idempotent.RunAsync(request, caller, JsonSerializer.Serialize(body), CreateAsync, cancellationToken);

        async Task<StoredReply> CreateAsync(string jobId)
        {
            Job job = await admission.AdmitAsync(type, submitted, caller.OrganisationId, jobId, cancellationToken);
            await JobDriver.StartAsync(client, job, CancellationToken.None);
            return ReplyOf(request, job);
        }
    }

    /// <summary>The type that a body names; refuses one that is not known.</summary>
    internal (string Name, IJobType Type) ReadType(MemberReader members)
    {
        string? name = members.Text(CommonMembers.Type, CommonMembers.LongestName, required: true);
        if (name is not null && types.Find(name) is { } type)
        {
            return (name, type);
        }

        if (name is not null)
        {
            members.Fault(CommonMembers.Type, $"Must be one of: {string.Join(", ", types.Names)}");
        }

        throw ApiException.Unprocessable(members.AllFaults);
    }

    private StoredReply ReplyOf(HttpRequest request, Job job)
    {
        string self = links.To(request, $"/api/jobs/{job.Id}");
        DataEnvelope<JobPayload> body = new(JobPayload.Of(job, clock.GetUtcNow()));
        Dictionary<string, string> headers = new()
        {
            ["Location"] = self,
            ["Retry-After"] = options.Value.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture),
        };
        return StoredReplies.Json(StatusCodes.Status202Accepted, headers, body);
    }
}
