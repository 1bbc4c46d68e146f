using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kiln.Functions.Access;
using Kiln.Functions.Batches;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.Jobs;
using Kiln.Functions.Surfaces.Lynx.Studies;
using Kiln.Storage;
using Kiln.Storage.Batches;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Lynx.Batches;

/// <summary>Turns submissions of studies into batches.</summary>
public sealed class StudySubmission(JobAdmission admission, IOptions<KilnOptions> options, TimeProvider clock)
{
    /// <summary>The type of every job of this surface; its price goes by it.</summary>
    internal const string JobType = "simulation";

    /// <summary>Refuses a caller whose plan takes no so many more jobs (403), or who cannot pay for them (402).</summary>
    internal Task RequireRoomAsync(HttpRequest request, Caller caller, int runs, CancellationToken cancellationToken) =>
        admission.RequireRoomAsync(request, caller, options.Value.PriceOf(JobType), cancellationToken, runs);

    /// <summary>Reads a submission; refuses one that is wrong with the path of each fault.</summary>
    internal StudyRequest Read(JsonElement body)
    {
        LynxOptions settings = options.Value.Lynx;
        MemberReader fields = new(body, rejectUnknown: true);
        string? name = fields.Text("name", 200, required: true);
        int? runs = fields.Integer("runs_override", 1, settings.MaxRuns);
        ImmutableSortedDictionary<string, string> labels = fields.Labels("labels");
        Study? study = fields.Object("config", required: true) is { } config ? StudyReader.Read(config, runs, settings) : null;
        fields.Finish().ThrowIfFaulty();
        return new StudyRequest(name!, labels, study!);
    }

    /// <summary>Stores the batch of a study and begins to make its jobs. Again with the same identifier: the batch that is there.</summary>
    internal async Task<Batch> AcceptAsync(
        DurableTaskClient client, Caller caller, string id, StudyRequest request, CancellationToken cancellationToken)
    {
        KilnOptions settings = options.Value;
        StudyRecord record = new(
            request.Study with { Seed = request.Study.Seed ?? SeedOf(id) },
            CanonicalJson.Hash(WithRuns(request.Study.Config, request.Study.Runs)));
        DateTimeOffset now = clock.GetUtcNow();
        Batch batch = new()
        {
            Id = PartId.RootOf(id),
            OrganisationId = caller.OrganisationId,
            Surface = LynxWords.Surface,
            Type = JobType,
            Name = request.Name,
            Total = request.Study.Runs,
            PageSize = settings.Batches.PageSize,
            Price = settings.PriceOf(JobType),
            Parameters = record.ToParameters(),
            Labels = request.Labels,
            Priority = request.Study.Priority,
            TraceParent = Activity.Current?.Id,
            FailsWithAnyJob = settings.Lynx.FailBatchOnAnyFailure,
            CreatedAt = now,
        };
        Batch stored = await admission.AdmitAsync(batch.Begin(now), cancellationToken);
        await BatchDriver.StartAsync(client, stored, CancellationToken.None);
        return stored;
    }

    /// <summary>
    /// The seed of a study that names none. It follows from the identifier, so that a repeated request which finishes what an earlier
    /// one began makes the same runs.
    /// </summary>
    private static long SeedOf(string id) =>
        (long)(BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"seed:{id}"))) >> 11);

    private static JsonElement WithRuns(JsonElement config, int runs)
    {
        JsonNode whole = JsonNode.Parse(config.GetRawText())!;
        (whole["monte_carlo"] ??= new JsonObject())["runs"] = runs;
        return JsonSerializer.SerializeToElement(whole);
    }
}
