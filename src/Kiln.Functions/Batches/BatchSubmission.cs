using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Kiln.Functions.Access;
using Kiln.Functions.Batches.Payload;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.Jobs;
using Kiln.Functions.Jobs.Types;
using Kiln.Storage;
using Kiln.Storage.Batches;
using Kiln.Storage.Idempotency;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Batches;

/// <summary>
/// Makes a batch of a submission. Every item is checked before anything is kept, and credits are reserved for all of them or none; the
/// jobs are made in the background.
/// </summary>
public sealed class BatchSubmission(
    JobSubmission jobs,
    JobAdmission admission,
    BatchItemStore items,
    IdempotentCreation idempotent,
    Links links,
    IOptions<KilnOptions> options,
    TimeProvider clock)
{
    private const int CheckedAtOnce = 8;

    /// <summary>Reads, checks, reserves, stores and starts; the reply says 202 once the batch is durable.</summary>
    public async Task<IResult> SubmitAsync(HttpRequest request, Caller caller, DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        KilnOptions settings = options.Value;
        JsonElement body = await RequestBody.ReadObjectAsync(request, cancellationToken, settings.Batches.MaxBodyBytes);
        MemberReader members = new(body, rejectUnknown: settings.UnknownFields != "ignore");
        (string name, IJobType type) = jobs.ReadType(members);
        IReadOnlyList<MemberReader> sent = ReadItems(members, settings.Batches.MaxItems);
        int price = settings.PriceOf(name);
        await admission.RequireRoomAsync(request, caller, price, cancellationToken, sent.Count);

        Batch batch = new()
        {
            Id = PartId.NewRoot(clock.GetUtcNow()),
            OrganisationId = caller.OrganisationId,
            Surface = JobSurface.Name,
            Type = name,
            Name = members.Text(CommonMembers.Name, CommonMembers.LongestName) ?? "",
            Total = sent.Count,
            PageSize = settings.Batches.PageSize,
            Price = price,
            Labels = members.Labels(CommonMembers.Labels),
            Priority = members.Integer(CommonMembers.Priority, 0, 100) ?? CommonMembers.UsualPriority,
            CallbackUrl = CommonMembers.ReadCallback(members, settings),
            TraceParent = Activity.Current?.Id,
            CreatedAt = clock.GetUtcNow(),
        };
        await CheckItemsAsync(members, sent, name, type, batch, cancellationToken);
        ImmutableArray<JsonElement> merged = [.. sent.Select(item => item.ToJson())];
        return await idempotent.RunAsync(request, caller, JsonSerializer.Serialize(body), CreateAsync, cancellationToken);

        async Task<StoredReply> CreateAsync(string newId) =>
            ReplyOf(request, await StoreAsync(client, batch with { Id = PartId.RootOf(newId) }, merged, cancellationToken));
    }

    private static IReadOnlyList<MemberReader> ReadItems(MemberReader members, int most)
    {
        IReadOnlyList<MemberReader> sent = members.Objects("items", most);
        if (sent.Count == 0)
        {
            members.Fault("items", string.Create(CultureInfo.InvariantCulture, $"Must be an array of 1 to {most} objects"));
            throw ApiException.Unprocessable([members.AllFaults[^1]]);
        }

        return sent;
    }

    /// <summary>Checks every item as if it were submitted by itself; throws the 422 that names every fault.</summary>
    private static async Task CheckItemsAsync(
        MemberReader members, IReadOnlyList<MemberReader> sent, string name, IJobType type, Batch batch, CancellationToken cancellationToken)
    {
        MemberReader? defaults = members.Object("defaults");
        JsonElement priority = JsonSerializer.SerializeToElement(batch.Priority);
        JobRequest[] requests = new JobRequest[sent.Count];
        for (int index = 0; index < sent.Count; index++)
        {
            if (defaults is not null)
            {
                sent[index].AddDefaults(defaults);
            }

            sent[index].AddDefault(CommonMembers.Priority, priority, CommonMembers.Priority);
            requests[index] = type.Read(name, sent[index]);
            sent[index].Finish();
        }

        members.Finish();
        members.ThrowIfFaulty();
        FieldFault?[] faults = new FieldFault?[sent.Count];
        await Parallel.ForAsync(
            0,
            sent.Count,
            new ParallelOptions { MaxDegreeOfParallelism = CheckedAtOnce, CancellationToken = cancellationToken },
            async (index, stop) => faults[index] = await type.FindFaultAsync(requests[index], batch.OrganisationId, stop));
        foreach ((MemberReader item, FieldFault? fault) in sent.Zip(faults))
        {
            if (fault is not null)
            {
                item.Fault(fault.Field, fault.Message);
            }
        }

        members.ThrowIfFaulty();
    }

    private async Task<Batch> StoreAsync(
        DurableTaskClient client, Batch batch, ImmutableArray<JsonElement> merged, CancellationToken cancellationToken)
    {
        await items.PutAsync(batch, merged, cancellationToken);
        Batch stored;
        try
        {
            stored = await admission.AdmitAsync(batch.Begin(clock.GetUtcNow()), cancellationToken);
        }
        catch (ApiException)
        {
            await items.DeleteAsync(batch.OrganisationId, batch.Id, CancellationToken.None);
            throw;
        }

        await BatchDriver.StartAsync(client, stored, CancellationToken.None);
        return stored;
    }

    private StoredReply ReplyOf(HttpRequest request, Batch batch)
    {
        Dictionary<string, string> headers = new()
        {
            ["Location"] = links.To(request, $"/api/batches/{batch.Id}"),
            ["Retry-After"] = options.Value.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture),
        };
        return StoredReplies.Json(StatusCodes.Status202Accepted, headers, new DataEnvelope<BatchPayload>(BatchPayload.Of(batch)));
    }
}
