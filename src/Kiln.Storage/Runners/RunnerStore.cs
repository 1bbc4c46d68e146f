using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Documents;

namespace Kiln.Storage.Runners;

/// <summary>
/// The runners of organisations, one document each. Two small documents lead to it: one from the hash of its token, one from its
/// instance key. A token that the runner's own document does not name opens nothing, so a new registration ends the old token in
/// the one write that changes that document.
/// </summary>
public sealed class RunnerStore
{
    /// <summary>How tokens begin.</summary>
    public const string TokenPrefix = "lrt_";

    private const string TokenKeys = $"{Storage.OrganisationId.System}/runner-tokens/";
    private const int TokenBytes = 32;

    private readonly IDocumentStore _documents;
    private readonly CombinedRecord<Runner> _runners;
    private readonly TimeProvider _time;

    /// <summary>Keeps runners in a document store.</summary>
    public RunnerStore(IDocumentStore documents, TimeProvider time)
    {
        _documents = documents;
        _runners = new CombinedRecord<Runner>(documents, StorageJson.Default.Runner, time);
        _time = time;
    }

    /// <summary>
    /// Registers a runner, or the restarted process of one that its instance key names: that one keeps its identifier and whether it is
    /// drained, and its token before is no longer good.
    /// </summary>
    /// <returns>The runner, its new token in clear, and the runner as it was before; null when it is new.</returns>
    public async Task<(Runner Runner, string Token, Runner? Before)> RegisterAsync(
        NewRunner registration, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registration);
        string token = TokenPrefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        string hash = Hash(token);
        string instanceKey = InstanceKeyOf(registration.OrganisationId, registration.InstanceKey);
        while (true)
        {
            RunnerIndexDocument? known = await ReadIndexAsync(instanceKey, cancellationToken);
            string id = known?.RunnerId ?? Guid.CreateVersion7(_time.GetUtcNow()).ToString("D");
            if (known is null && !await PutIndexAsync(instanceKey, registration.OrganisationId, id, WriteCondition.Absent))
            {
                continue;
            }

            // Found before the runner's own document names it, a token opens nothing yet.
            await PutIndexAsync(TokenKeys + hash, registration.OrganisationId, id, WriteCondition.Always);
            Runner? before = null;
            Runner runner = (await _runners.ChangeAsync(KeyOf(registration.OrganisationId, id)!, stored =>
            {
                before = stored;
                return registration.ToRunner(id, hash, stored, _time.GetUtcNow());
            }))!;
            if (before is not null)
            {
                await _documents.DeleteAsync(TokenKeys + before.TokenHash, cancellationToken: CancellationToken.None);
            }

            return (runner, token, before);
        }
    }

    /// <summary>The runner that a token belongs to; null when it is unknown or was superseded.</summary>
    public async Task<Runner?> FindByTokenAsync(string token, CancellationToken cancellationToken = default)
    {
        string hash = Hash(token);
        return await ReadIndexAsync(TokenKeys + hash, cancellationToken) is { } index
            && await GetAsync(index.OrganisationId, index.RunnerId, cancellationToken) is { } runner && runner.TokenHash == hash
                ? runner
                : null;
    }

    /// <summary>Reads a runner; null when the organisation has none of this identifier.</summary>
    public async Task<Runner?> GetAsync(string organisationId, string runnerId, CancellationToken cancellationToken = default) =>
        KeyOf(organisationId, runnerId) is { } key ? await _runners.GetAsync(key, cancellationToken) : null;

    /// <summary>
    /// Changes a runner; null when there is none. The change may be asked for again, so it must have no effect of its own; giving the
    /// runner back as it is writes nothing.
    /// </summary>
    public Task<Runner?> UpdateAsync(string organisationId, string runnerId, Func<Runner, Runner> change) =>
        KeyOf(organisationId, runnerId) is { } key
            ? _runners.ChangeAsync(key, stored => stored is null ? null : change(stored))
            : Task.FromResult<Runner?>(null);

    /// <summary>Removes a runner unless <paramref name="mayGo"/> says no of it as it stands; false when it stays, or is not there.</summary>
    public async Task<bool> RemoveAsync(string organisationId, string runnerId, Func<Runner, bool> mayGo)
    {
        if (KeyOf(organisationId, runnerId) is not { } key)
        {
            return false;
        }

        Runner? gone = null;
        await _runners.ChangeAsync(key, stored =>
        {
            gone = stored is not null && mayGo(stored) ? stored : null;
            return gone is null ? stored : null;
        });
        if (gone is null)
        {
            return false;
        }

        await _documents.DeleteAsync(TokenKeys + gone.TokenHash);
        await _documents.DeleteAsync(InstanceKeyOf(organisationId, gone.InstanceKey));
        return true;
    }

    /// <summary>A page of an organisation's runners, the newest first.</summary>
    /// <returns>The runners, and where the next page begins; null on the last one.</returns>
    public async Task<(IReadOnlyList<Runner> Runners, string? Cursor)> ListAsync(
        string organisationId, int pageSize, string? cursor = null, CancellationToken cancellationToken = default)
    {
        DocumentPage page = await _documents.ListAsync(Prefix(organisationId), pageSize, cursor, cancellationToken);
        Runner?[] runners = await Task.WhenAll(page.Items.Select(item => _runners.GetAsync(item.Key, cancellationToken)));
        return ([.. runners.OfType<Runner>()], page.ContinuationToken);
    }

    private static string Prefix(string organisationId) => $"{Storage.OrganisationId.Require(organisationId)}/runners/";

    private static string? KeyOf(string organisationId, string runnerId) =>
        TimeOrderedKey.Find(runnerId) is { } key ? Prefix(organisationId) + key : null;

    private static string InstanceKeyOf(string organisationId, string instanceKey) =>
        $"{Storage.OrganisationId.Require(organisationId)}/runner-instances/{Hash(instanceKey)}";

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private async Task<RunnerIndexDocument?> ReadIndexAsync(string key, CancellationToken cancellationToken) =>
        await _documents.GetAsync(key, cancellationToken) is { } document
            ? StoredJson.Read(document, StorageJson.Default.RunnerIndexDocument)
            : null;

    private async Task<bool> PutIndexAsync(string key, string organisationId, string runnerId, WriteCondition condition)
    {
        RunnerIndexDocument index = new(StoredJson.CurrentVersion, organisationId, runnerId);
        return await _documents.PutAsync(key, StoredJson.Write(index, StorageJson.Default.RunnerIndexDocument), condition) is not null;
    }
}
