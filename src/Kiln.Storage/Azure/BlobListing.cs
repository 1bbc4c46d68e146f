using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Kiln.Storage.Documents;

namespace Kiln.Storage.Azure;

/// <summary>
/// Answers document queries by walking a container's listing: one request shows up to 5,000 keys with their metadata, and no body
/// is read. Blob storage has no index over metadata, so a condition on it costs the walk.
/// </summary>
internal static class BlobListing
{
    private const int LargestSegment = 5000;

    // How much of a long listing one call walks for a page that few documents match; then it answers what it has and a token.
    private const int SegmentsPerCall = 8;

    public static string Text(ETag etag) => etag.ToString().Trim('"');

    public static async Task<DocumentPage> ReadPageAsync(
        BlobContainerClient container, DocumentQuery query, CancellationToken cancellationToken)
    {
        StorageName.RequirePrefix(query.Prefix);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.PageSize, 1);
        ListingPosition position = ListingPosition.Parse(query.ContinuationToken, query.Skip);
        List<DocumentListItem> items = [];
        for (int segment = 0; segment < SegmentsPerCall; segment++)
        {
            // Without a condition nothing beyond the page is asked for; with one, as much as a request can show.
            int wanted = IsPlain(query) ? position.Skip + query.PageSize - items.Count : LargestSegment;
            Page<BlobItem> page = await ReadSegmentAsync(container, query.Prefix, position.Marker, wanted, cancellationToken);
            foreach (BlobItem blob in page.Values)
            {
                if (string.CompareOrdinal(blob.Name, position.LastKey) <= 0)
                {
                    continue;
                }

                if (items.Count == query.PageSize)
                {
                    return new DocumentPage(items, position.ToString());
                }

                if (query.UpTo is not null && string.CompareOrdinal(blob.Name, query.UpTo) > 0)
                {
                    return new DocumentPage(items, null);
                }

                position = position with { LastKey = blob.Name };
                if (!Matches(query, blob))
                {
                    continue;
                }

                if (position.Skip > 0)
                {
                    position = position with { Skip = position.Skip - 1 };
                }
                else
                {
                    items.Add(ToItem(blob));
                }
            }

            if (string.IsNullOrEmpty(page.ContinuationToken))
            {
                return new DocumentPage(items, null);
            }

            position = position with { Marker = page.ContinuationToken };
            if (items.Count == query.PageSize)
            {
                break;
            }
        }

        return new DocumentPage(items, position.ToString());
    }

    public static async Task<long> CountAsync(BlobContainerClient container, DocumentQuery query, CancellationToken cancellationToken)
    {
        StorageName.RequirePrefix(query.Prefix);
        long count = 0;
        await foreach (BlobItem blob in container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, query.Prefix, cancellationToken))
        {
            if (query.UpTo is not null && string.CompareOrdinal(blob.Name, query.UpTo) > 0)
            {
                break;
            }

            count += Matches(query, blob) ? 1 : 0;
        }

        return count;
    }

    private static bool IsPlain(DocumentQuery query) => query.After is null && query.Where is null or { Count: 0 };

    private static bool Matches(DocumentQuery query, BlobItem blob)
    {
        if (query.After is not null && string.CompareOrdinal(blob.Name, query.After) <= 0)
        {
            return false;
        }

        foreach ((string name, string value) in query.Where ?? new Dictionary<string, string>())
        {
            if (blob.Metadata is null || !blob.Metadata.TryGetValue(name, out string? stored) || stored != value)
            {
                return false;
            }
        }

        return true;
    }

    private static DocumentListItem ToItem(BlobItem blob) =>
        new(blob.Name, Text(blob.Properties.ETag!.Value), BlobDocumentStore.WithoutWriteId(blob.Metadata));

    private static async Task<Page<BlobItem>> ReadSegmentAsync(
        BlobContainerClient container, string prefix, string? marker, int size, CancellationToken cancellationToken)
    {
        IAsyncEnumerable<Page<BlobItem>> pages = container
            .GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, prefix, cancellationToken)
            .AsPages(marker, Math.Min(size, LargestSegment));
        await foreach (Page<BlobItem> page in pages)
        {
            return page;
        }

        throw new InvalidOperationException($"Blob storage answered no page for the prefix '{prefix}'.");
    }
}
