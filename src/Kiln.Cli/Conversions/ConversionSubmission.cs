using Kiln.Client;
using Kiln.Client.Conversions;
using Kiln.Client.Uploads;

namespace Kiln.Cli.Conversions;

/// <summary>Hands a file to the service: small ones in one request, large ones by a presigned upload.</summary>
internal static class ConversionSubmission
{
    /// <summary>Files above this many bytes go by a presigned upload, past the service itself.</summary>
    public const long UploadThreshold = 8 * 1024 * 1024;

    private const string Task = "upload";

    /// <summary>Submits the file; the job exists when this returns.</summary>
    public static async Task<Conversion> SubmitAsync(
        KilnClient client, ConvertRequest request, IProgress<ProgressStep> progress, CancellationToken cancellationToken)
    {
        var file = request.File;
        var sent = new Fraction(file, progress);
        string key = Guid.CreateVersion7().ToString();
        if (file.Length <= UploadThreshold)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Not cancelled midway: the service may have accepted the job already, and nobody would know its id.
            return await client.Conversions.SubmitAsync(file, request.Parameters, key, sent, CancellationToken.None).ConfigureAwait(false);
        }

        progress.Report(new ProgressStep(Task, $"hashing {file.Name}", 0));
        string hash = await file.HashAsync(cancellationToken).ConfigureAwait(false);
        var upload = await client.Uploads.CreateAsync(new UploadRequest(file.Name, file.Length, hash), key, cancellationToken)
            .ConfigureAwait(false);
        await client.Uploads.PutAsync(upload.Target, file, sent, cancellationToken).ConfigureAwait(false);
        return await client.Conversions.SubmitUploadAsync(upload.UploadId, request.Parameters, key, CancellationToken.None).ConfigureAwait(false);
    }

    private sealed class Fraction(ModelFile file, IProgress<ProgressStep> progress) : IProgress<double>
    {
        public void Report(double value) => progress.Report(new ProgressStep(Task, file.Name, value * 100));
    }
}
