using System.Text.Json.Serialization;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Functions.Surfaces.Lynx.Access;
using Kiln.Functions.Surfaces.Lynx.Attempts;
using Kiln.Storage.Content;
using Kiln.Storage.Jobs;
using Kiln.Storage.Runners;
using Kiln.Storage.Runs;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Lynx.Outputs;

/// <summary>Gives attempts URLs to upload their files to.</summary>
public sealed class PresignOutputs(LynxAccess access, JobStore jobs, AttemptStore attempts, IOptions<KilnOptions> options)
{
    /// <summary><c>POST /jobs/{id}/uploads</c>.</summary>
    [Function("LynxPresignOutputs")]
    [Operation("Gives an attempt URLs to upload its files to", ForRunners = true, Refusals = [400, 404, 409])]
    [RequestBody(typeof(UploadsBody))]
    [Reply(StatusCodes.Status200OK, typeof(UploadsReply))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "lynx/jobs/{id}/uploads")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        Runner runner = await access.RequireRunnerAsync(request, cancellationToken);
        LynxOptions settings = options.Value.Lynx;
        (MemberReader fields, string token) = await ReportBody.ReadAsync(request, cancellationToken);
        IReadOnlyList<AnnouncedOutput> files = OutputAnnouncement.Read(fields, settings);
        if (await jobs.GetAsync(runner.OrganisationId, id, cancellationToken) is not { Surface: LynxWords.Surface } job)
        {
            throw LynxErrors.JobNotFound();
        }

        if (RunJob.TaskOf(job).Lease?.Token != token)
        {
            throw LynxErrors.LeaseLost();
        }

        RunAttempt attempt = RunJob.AttemptOf(job)!;
        if (!await attempts.AnnounceAsync(attempt, files, settings.MaxOutputFiles))
        {
            throw LynxErrors.Invalid("files", $"Must not make more than {settings.MaxOutputFiles} files of an attempt");
        }

        TimeSpan lifetime = TimeSpan.FromMinutes(settings.UploadUrlMinutes);
        List<OutputUpload> uploads = [];
        foreach (AnnouncedOutput file in files)
        {
            PresignedUpload upload = await attempts.CreateUploadAsync(attempt, file, lifetime, cancellationToken);
            uploads.Add(new OutputUpload(file.Name, "PUT", upload.Url.AbsoluteUri, upload.Headers, upload.ExpiresAt));
        }

        return LynxJson.Reply(new UploadsReply(uploads));
    }
}

/// <summary>Files that an attempt is going to upload.</summary>
internal sealed record UploadsBody([property: JsonPropertyName("lease_token")] string LeaseToken, IReadOnlyList<OutputFile> Files);

/// <summary>A file.</summary>
internal sealed record OutputFile(
    string Name,
    [property: JsonPropertyName("size_bytes")] long SizeBytes,
    [property: JsonPropertyName("checksum_sha256")] string? ChecksumSha256,
    [property: JsonPropertyName("content_type")] string? ContentType);

/// <summary>Where to send files.</summary>
/// <param name="Uploads">One for each file, in the same order.</param>
internal sealed record UploadsReply(IReadOnlyList<OutputUpload> Uploads);

/// <summary>Where to send a file.</summary>
internal sealed record OutputUpload(
    string Name,
    string Method,
    string Url,
    IReadOnlyDictionary<string, string> Headers,
    [property: JsonPropertyName("expires_at")] DateTimeOffset ExpiresAt);
