using System.Security.Cryptography;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Geometry.Formats;
using Kiln.Geometry.Formats.Inspection;
using Kiln.Storage.Content;
using Kiln.Storage.Uploads;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Conversions;

/// <summary>Looks at model files before a job is made of them, and takes them from quarantine into the inputs.</summary>
public sealed class ModelFiles(IContentStore content, UploadStore uploads, IOptions<KilnOptions> options)
{
    /// <summary>Refuses a name or format that no model can have.</summary>
    public static void CheckName(string fileName)
    {
        if (ModelInspection.InspectName(fileName) is { } fault)
        {
            throw ApiException.BadRequest(fault.Code, fault.Message);
        }
    }

    /// <summary>Refuses a file that is no model by its name, header or layout; says what is known of a ZIP.</summary>
    internal async Task<ArchiveMetadata?> CheckAsync(ContentName name, string fileName, CancellationToken cancellationToken)
    {
        await using Stream stream = await content.OpenReadAsync(name, cancellationToken)
            ?? throw new InvalidOperationException("A received file is gone.");
        ModelReaderLimits limits = ModelReaderLimits.Default with
        {
            MaxArchiveEntries = options.Value.MaxArchiveEntries,
            MaxUnpackedBytes = options.Value.MaxUnpackedBytes,
            MaxArchiveRatio = options.Value.MaxRatio,
        };
        ModelInspectionResult result = ModelInspection.Inspect(stream, fileName, limits);
        return result.IsAccepted
            ? result.Archive is { } archive ? new ArchiveMetadata(archive.Primary, archive.Entries, archive.UncompressedBytes) : null
            : throw ApiException.BadRequest(result.Fault.Code, result.Fault.Message);
    }

    /// <summary>
    /// Copies what a submission brought or names to the inputs of its job, under a condition on the version that was checked: what is
    /// put to an upload URL afterwards changes nothing.
    /// </summary>
    internal async Task<ConversionInput> TakeAsync(
        SubmissionBody body, string organisationId, string jobId, CancellationToken cancellationToken)
    {
        ContentName target = new(ContentArea.Inputs, $"{organisationId}/jobs/{jobId}/source");
        ReceivedFile file = body.File is { } received
            ? await TakeFormAsync(received, target, cancellationToken)
            : await TakeUploadAsync(organisationId, body.UploadId!, target, cancellationToken);
        try
        {
            return new ConversionInput
            {
                FileName = file.Name,
                Content = target.Name,
                SizeBytes = file.SizeBytes,
                Sha256 = file.Sha256,
                Archive = await CheckAsync(target, file.Name, cancellationToken),
            };
        }
        catch (ApiException)
        {
            await content.DeleteAsync(target, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Why an upload cannot be taken, as far as can be said without reading its bytes; null when nothing speaks against it.</summary>
    internal async Task<string?> FindUploadFaultAsync(string organisationId, string uploadId, CancellationToken cancellationToken) =>
        await uploads.GetAsync(organisationId, uploadId, cancellationToken) switch
        {
            null => "Upload not found",
            { Status: UploadStatus.Pending } => "Upload not yet received",
            { Status: UploadStatus.Expired } => "Upload expired",
            { Status: UploadStatus.Rejected, Upload.Error: var error } => error,
            _ => null,
        };

    /// <summary>Removes an input that no job came of.</summary>
    internal Task DiscardAsync(ConversionInput input) =>
        content.DeleteAsync(new ContentName(ContentArea.Inputs, input.Content), CancellationToken.None);

    private async Task<ReceivedFile> TakeFormAsync(ReceivedFile file, ContentName target, CancellationToken cancellationToken) =>
        await content.CopyAsync(file.Content, file.ETag, target, cancellationToken)
            ? file
            : throw new InvalidOperationException("A received file is gone from quarantine.");

    private async Task<ReceivedFile> TakeUploadAsync(
        string organisationId, string uploadId, ContentName target, CancellationToken cancellationToken)
    {
        switch (await uploads.TakeAsync(organisationId, uploadId, target, cancellationToken))
        {
            case UploadTaking.Taken { Upload: var upload, Properties: var properties }:
                string hash = upload.ChecksumSha256 ?? await HashAsync(target, cancellationToken);
                return new ReceivedFile(upload.FileName, target, properties.ETag, properties.Length, hash);
            case UploadTaking.NotReceived:
                throw ApiException.Conflict("Upload not yet received");
            case UploadTaking.Expired:
                throw new ApiException(StatusCodes.Status410Gone, ErrorCodes.Gone, "Upload expired");
            case UploadTaking.Rejected { Error: var error }:
                throw ApiException.Unprocessable(error);
            default:
                throw ApiException.NotFound("Upload");
        }
    }

    private async Task<string> HashAsync(ContentName name, CancellationToken cancellationToken)
    {
        await using Stream stream = await content.OpenReadAsync(name, cancellationToken)
            ?? throw new InvalidOperationException("A taken upload is gone.");
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }
}
