using Kiln.Lifecycle.Jobs;
using Kiln.SimReady.Results;
using Kiln.Storage.Content;

namespace Kiln.Functions.Conversions;

/// <summary>The outputs of a conversion as one ZIP, streamed from the content store.</summary>
public sealed class ConversionArchive(IContentStore content)
{
    /// <summary>The files of a format; empty when the conversion made none of that kind.</summary>
    internal IReadOnlyList<ResultEntry> Entries(Job job, ResultFormat format)
    {
        List<ResultEntry> entries = [];
        foreach (ArtifactRecord artifact in ConversionJobs.Artifacts(job).Values)
        {
            if (ResultArchive.TryGetEntryPath(artifact.Name, artifact.Role, format, out string path))
            {
                entries.Add(new ResultEntry(path, cancellationToken => OpenAsync(artifact, cancellationToken)));
            }
        }

        return entries;
    }

    private async ValueTask<Stream> OpenAsync(ArtifactRecord artifact, CancellationToken cancellationToken) =>
        await content.OpenReadAsync(new ContentName(ContentArea.Outputs, artifact.Content), cancellationToken)
        ?? throw new InvalidDataException($"The stored file '{artifact.Name}' is gone.");
}
