using System.Security.Cryptography;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
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
    internal async Task<InspectedFile> InspectAsync(ReceivedFile file, CancellationToken cancellationToken)
    {
        await using Stream stream = await OpenAsync(file.Content, cancellationToken);
        ModelInspectionResult result = ModelInspection.Inspect(stream, file.Name, options.Value.ReaderLimits);
        return result.IsAccepted
            ? new InspectedFile(file, result.Archive is { } archive ? new ArchiveMetadata(archive.Primary, archive.Entries, archive.UncompressedBytes) : null)
            : throw ApiException.BadRequest(result.Fault.Code, result.Fault.Message);
    }

    /// <summary>As above, for content that somebody else has put there; refuses what is too large, too.</summary>
    internal async Task<InspectedFile> InspectAsync(
        ContentName name, ContentProperties properties, string fileName, CancellationToken cancellationToken)
    {
        CheckName(fileName);
        if (properties.Length > options.Value.MaxUploadBytes)
        {
            throw FileSize.TooLarge(fileName, options.Value.MaxUploadBytes);
        }

        InspectedFile inspected = await InspectAsync(
            new ReceivedFile(fileName, name, properties.ETag, properties.Length, Sha256: ""), cancellationToken);
        return inspected with { File = inspected.File with { Sha256 = await HashAsync(name, cancellationToken) } };
    }

    /// <summary>
    /// Copies what a submission brought or names to the inputs of its job, under a condition on the version that was checked: what is
    /// put to an upload URL afterwards changes nothing.
    /// </summary>
    internal async Task<ConversionInput> TakeAsync(
        ConversionRequest request, string organisationId, string jobId, CancellationToken cancellationToken)
    {
        ContentName target = new(ContentArea.Inputs, $"{organisationId}/jobs/{jobId}/source");
        (ReceivedFile file, ArchiveMetadata? archive) = request.File is { } inspected
            ? await TakeFileAsync(inspected, target, cancellationToken)
            : await TakeUploadAsync(organisationId, request.UploadId!, target, cancellationToken);
        return new ConversionInput
        {
            FileName = file.Name,
            Content = target.Name,
            SizeBytes = file.SizeBytes,
            Sha256 = file.Sha256,
            Archive = archive,
            DefaultUsdFormat = options.Value.UsdFormat,
        };
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

    private async Task<InspectedFile> TakeFileAsync(InspectedFile file, ContentName target, CancellationToken cancellationToken) =>
        await content.CopyAsync(file.File.Content, file.File.ETag, target, cancellationToken)
            ? file
            : throw ApiException.Conflict("The file was changed while it was taken");

    /// <summary>An upload can be looked at only once it is out of reach of who holds its URL.</summary>
    private async Task<InspectedFile> TakeUploadAsync(
        string organisationId, string uploadId, ContentName target, CancellationToken cancellationToken)
    {
        switch (await uploads.TakeAsync(organisationId, uploadId, target, cancellationToken))
        {
            case UploadTaking.Taken { Upload: var upload, Properties: var properties }:
                try
                {
                    ReceivedFile file = new(upload.FileName, target, properties.ETag, properties.Length, upload.ChecksumSha256 ?? "");
                    InspectedFile inspected = await InspectAsync(file, cancellationToken);
                    return file.Sha256.Length > 0
                        ? inspected
                        : inspected with { File = file with { Sha256 = await HashAsync(target, cancellationToken) } };
                }
                catch (ApiException)
                {
                    await content.DeleteAsync(target, CancellationToken.None);
                    throw;
                }

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
        await using Stream stream = await OpenAsync(name, cancellationToken);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }

    private async Task<Stream> OpenAsync(ContentName name, CancellationToken cancellationToken) =>
        await content.OpenReadAsync(name, cancellationToken) ?? throw new InvalidOperationException("A received file is gone.");
}
