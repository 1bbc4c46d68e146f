using System.Globalization;
using System.Runtime.CompilerServices;
using Kiln.Storage.Documents;

namespace Kiln.Storage.Work.Runs;

/// <summary>
/// The runs of batches that wait for a runner: an empty document each, in the order of their numbers. Derived from the jobs; what is
/// there may be out of date, and whoever finds it so removes that version of it.
/// </summary>
internal sealed class ReadyRuns(IDocumentStore documents)
{
    public const string Kind = "ready-runs";

    private const string NotBefore = "not_before";

    // Most claims take the first or one of the first; who must look further takes larger steps.
    private const int FirstPageSize = 16;
    private const int PageSize = 500;

    private static readonly ReadOnlyMemory<byte> EmptyBody = "{}"u8.ToArray();

    /// <summary>How the keys of an organisation begin.</summary>
    public static string Prefix(string organisationId) => $"{OrganisationId.Require(organisationId)}/{Kind}/";

    public static string KeyOf(string organisationId, string batchId, uint number) =>
        $"{Prefix(organisationId)}{batchId}/{number:x8}";

    public Task PutAsync(string organisationId, string batchId, uint number, DateTimeOffset? notBefore)
    {
        Dictionary<string, string> metadata = [];
        if (notBefore is { } time)
        {
            metadata[NotBefore] = time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        }

        return documents.PutAsync(KeyOf(organisationId, batchId, number), new DocumentWrite(EmptyBody, metadata), WriteCondition.Always);
    }

    public Task RemoveAsync(string organisationId, string batchId, uint number) =>
        documents.DeleteAsync(KeyOf(organisationId, batchId, number));

    public Task RemoveAsync(ReadyRun run) => documents.DeleteAsync(run.Key, run.ETag);

    /// <summary>Whether any run of a batch waits.</summary>
    public async Task<bool> AnyAsync(string organisationId, string batchId, CancellationToken cancellationToken)
    {
        await foreach (ReadyRun _ in ListAsync(organisationId, batchId, cancellationToken))
        {
            return true;
        }

        return false;
    }

    /// <summary>The waiting runs of a batch by number, those too whose time has not come.</summary>
    public async IAsyncEnumerable<ReadyRun> ListAsync(
        string organisationId, string batchId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        DocumentQuery? query = new($"{Prefix(organisationId)}{batchId}/", FirstPageSize);
        while (query is not null)
        {
            DocumentPage page = await documents.ListAsync(query, cancellationToken);
            foreach (DocumentListItem item in page.Items)
            {
                uint number = uint.Parse(item.Key.AsSpan(query.Prefix.Length), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                DateTimeOffset? notBefore = item.Metadata.TryGetValue(NotBefore, out string? time)
                    ? DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(time, CultureInfo.InvariantCulture))
                    : null;
                yield return new ReadyRun(item.Key, item.ETag, number, notBefore);
            }

            query = page.ContinuationToken is null ? null : query with { ContinuationToken = page.ContinuationToken, PageSize = PageSize };
        }
    }
}
