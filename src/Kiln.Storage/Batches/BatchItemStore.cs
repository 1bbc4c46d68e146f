using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Kiln.Storage.Documents;

namespace Kiln.Storage.Batches;

/// <summary>
/// What a client sent for each job of a batch, from the submission until the jobs are stored, in the pages in which they will be. It
/// is written before the batch; what a crash leaves without a batch is purged.
/// </summary>
public sealed class BatchItemStore(IDocumentStore documents, BatchStore batches, TimeProvider time)
{
    // Nobody is still submitting a batch whose items were written so long ago.
    private static readonly TimeSpan AbandonedAge = TimeSpan.FromDays(1);

    /// <summary>Stores the items of a batch. Repeating it is harmless.</summary>
    public async Task PutAsync(
        Batch batch, IReadOnlyList<JsonElement> items, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(items);
        for (int page = 0; page < batch.Pages; page++)
        {
            BatchItemsDocument document = new(
                StoredJson.CurrentVersion, [.. items.Skip(page * batch.PageSize).Take(batch.PageSize)]);
            await documents.PutAsync(
                KeyOf(batch.OrganisationId, batch.Id, page),
                StoredJson.Write(document, StorageJson.Default.BatchItemsDocument),
                WriteCondition.Absent,
                cancellationToken);
        }
    }

    /// <summary>The items of a page, from 0; none when they are gone, since the jobs are stored.</summary>
    public async Task<ImmutableArray<JsonElement>> GetAsync(Batch batch, int page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return await documents.GetAsync(KeyOf(batch.OrganisationId, batch.Id, page), cancellationToken) is { } document
            ? StoredJson.Read(document, StorageJson.Default.BatchItemsDocument).Items
            : [];
    }

    /// <summary>Removes the items of a batch.</summary>
    public async Task DeleteAsync(string organisationId, string batchId, CancellationToken cancellationToken = default)
    {
        await foreach (DocumentListItem item in documents.EnumerateAsync(PrefixOf(organisationId, batchId), cancellationToken: cancellationToken))
        {
            await documents.DeleteAsync(item.Key, ifMatch: null, cancellationToken);
        }
    }

    /// <summary>Removes items that a submission which died left behind.</summary>
    public async Task PurgeAsync(string organisationId, CancellationToken cancellationToken = default)
    {
        string prefix = Prefix(organisationId);
        string boundary = prefix + TimeOrderedKey.Boundary(time.GetUtcNow() - AbandonedAge);
        DocumentQuery old = new(prefix, 1) { After = boundary };
        while (await documents.ListAsync(old, cancellationToken) is { Items: [var first, ..] })
        {
            string turned = first.Key[prefix.Length..].Split('/')[0];
            string batchId = TimeOrderedKey.ToId(turned);
            if (await batches.GetAsync(organisationId, batchId, cancellationToken) is not { ExpandedAt: null })
            {
                await DeleteAsync(organisationId, batchId, cancellationToken);
            }

            old = old with { After = $"{prefix}{turned}/~" };
        }
    }

    private static string Prefix(string organisationId) => $"{OrganisationId.Require(organisationId)}/batch-items/";

    private static string PrefixOf(string organisationId, string batchId) => $"{Prefix(organisationId)}{TimeOrderedKey.Of(batchId)}/";

    private static string KeyOf(string organisationId, string batchId, int page) =>
        PrefixOf(organisationId, batchId) + page.ToString("d6", CultureInfo.InvariantCulture);
}
