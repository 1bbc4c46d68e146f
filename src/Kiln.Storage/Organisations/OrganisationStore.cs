using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Kiln.Storage.Documents;

namespace Kiln.Storage.Organisations;

/// <summary>The list of organisations, for work that goes through all of them: sweeps, retention.</summary>
public sealed class OrganisationStore
{
    private const string Prefix = $"{OrganisationId.System}/organisations/";

    private readonly IDocumentStore _documents;
    private readonly ConcurrentDictionary<string, byte> _known = new(StringComparer.Ordinal);

    /// <summary>Keeps the list in a document store.</summary>
    public OrganisationStore(IDocumentStore documents) => _documents = documents;

    /// <summary>Puts an organisation on the list; call it before the first thing is stored for it. Again: nothing changes.</summary>
    public async Task EnsureAsync(string organisationId, CancellationToken cancellationToken = default)
    {
        if (!_known.ContainsKey(organisationId))
        {
            string key = Prefix + OrganisationId.Require(organisationId);
            await _documents.PutAsync(key, new DocumentWrite("{}"u8.ToArray()), WriteCondition.Absent, cancellationToken);
            _known.TryAdd(organisationId, 0);
        }
    }

    /// <summary>Whether an organisation is on the list.</summary>
    public async Task<bool> ContainsAsync(string organisationId, CancellationToken cancellationToken = default) =>
        _known.ContainsKey(organisationId)
        || await _documents.GetAsync(Prefix + OrganisationId.Require(organisationId), cancellationToken) is not null;

    /// <summary>Every organisation, in ordinal order.</summary>
    public async IAsyncEnumerable<string> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (DocumentListItem item in _documents.EnumerateAsync(Prefix, cancellationToken: cancellationToken))
        {
            yield return item.Key[Prefix.Length..];
        }
    }
}
