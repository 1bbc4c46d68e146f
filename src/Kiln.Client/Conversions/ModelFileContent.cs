using System.Net;

namespace Kiln.Client.Conversions;

/// <summary>A request body that streams a file and reports the fraction sent.</summary>
internal sealed class ModelFileContent(ModelFile file, IProgress<double>? progress) : HttpContent
{
    private const int BlockSize = 256 * 1024;

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var source = file.OpenRead();
        await using (source.ConfigureAwait(false))
        {
            var block = new byte[BlockSize];
            long sent = 0;
            int read;
            while ((read = await source.ReadAsync(block, cancellationToken).ConfigureAwait(false)) > 0)
            {
                await stream.WriteAsync(block.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                sent += read;
                progress?.Report((double)sent / file.Length);
            }
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = file.Length;
        return true;
    }
}
