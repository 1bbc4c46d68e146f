using System.Security.Cryptography;
using Kiln.Storage.Content;
using Kiln.Storage.Documents;

namespace Kiln.Storage.Uploads;

/// <summary>
/// Uploads by presigned URL. The record comes first, the bytes go to a name in quarantine that the server chose, and a job takes
/// them over by a copy that holds only for the version that was checked. A crash leaves an announced upload without bytes, or
/// bytes without a job: both expire.
/// </summary>
public sealed class UploadStore
{
    private const string SizeError = "Upload does not match its declared size";
    private const string ChecksumError = "Upload does not match its declared checksum";

    private readonly IDocumentStore _documents;
    private readonly IContentStore _content;
    private readonly UploadOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Keeps records in a document store and bytes in a content store.</summary>
    public UploadStore(IDocumentStore documents, IContentStore content, UploadOptions options, TimeProvider time)
    {
        _documents = documents;
        _content = content;
        _options = options;
        _time = time;
    }

    /// <summary>Announces an upload and mints the URL for its bytes.</summary>
    public async Task<(Upload Upload, PresignedUpload Url)> CreateAsync(NewUpload announced, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(announced);
        DateTimeOffset now = _time.GetUtcNow();
        Upload upload = new(
            StoredJson.CurrentVersion,
            Guid.CreateVersion7(now).ToString("D"),
            announced.OrganisationId,
            announced.FileName,
            announced.Length,
            announced.ChecksumSha256?.ToLowerInvariant(),
            announced.ContentType,
            now,
            now + _options.UrlLifetime,
            now + _options.Retention);
        PresignedUpload url = await _content.CreateUploadAsync(
            upload.Content, upload.ContentType, _options.UrlLifetime, upload.Length, cancellationToken);
        upload = upload with { UrlExpiresAt = url.ExpiresAt };
        await _documents.PutAsync(Key(upload.OrganisationId, upload.Id)!, Write(upload), WriteCondition.Absent, cancellationToken);
        return (upload, url);
    }

    /// <summary>Reads an upload and where it stands; null when the organisation has none of this identifier.</summary>
    public async Task<(Upload Upload, UploadStatus Status)?> GetAsync(
        string organisationId, string uploadId, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(organisationId, uploadId, cancellationToken) is not { } upload)
        {
            return null;
        }

        if (upload.Error is not null)
        {
            return (upload, UploadStatus.Rejected);
        }

        DateTimeOffset now = _time.GetUtcNow();
        if (now >= upload.ExpiresAt)
        {
            return (upload, UploadStatus.Expired);
        }

        if (await _content.GetPropertiesAsync(upload.Content, cancellationToken) is { } properties)
        {
            return properties.Length == upload.Length
                ? (upload, UploadStatus.Received)
                : (upload with { Error = SizeError }, UploadStatus.Rejected);
        }

        return (upload, now >= upload.UrlExpiresAt ? UploadStatus.Expired : UploadStatus.Pending);
    }

    /// <summary>Checks the bytes against what was announced and copies them to a job's input.</summary>
    /// <param name="organisationId">The owner.</param>
    /// <param name="uploadId">The upload.</param>
    /// <param name="target">Where the input goes. Doing it again is harmless.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    public async Task<UploadTaking> TakeAsync(
        string organisationId, string uploadId, ContentName target, CancellationToken cancellationToken = default)
    {
        if (await GetAsync(organisationId, uploadId, cancellationToken) is not var (upload, status))
        {
            return new UploadTaking.NotFound();
        }

        switch (status)
        {
            case UploadStatus.Pending:
                return new UploadTaking.NotReceived();
            case UploadStatus.Expired:
                return new UploadTaking.Expired();
            case UploadStatus.Rejected:
                return await RejectAsync(upload, upload.Error!, cancellationToken);
        }

        if (await _content.GetPropertiesAsync(upload.Content, cancellationToken) is not { } source)
        {
            return new UploadTaking.Expired();
        }

        if (upload.ChecksumSha256 is not null && await HashAsync(upload.Content, cancellationToken) != upload.ChecksumSha256)
        {
            return await RejectAsync(upload, ChecksumError, cancellationToken);
        }

        // The URL writes once, so the version cannot change by it; the condition holds should anything else have changed it.
        bool copied = await _content.CopyAsync(upload.Content, source.ETag, target, cancellationToken);
        return copied && await _content.GetPropertiesAsync(target, cancellationToken) is { } taken
            ? new UploadTaking.Taken(upload, taken)
            : new UploadTaking.Expired();
    }

    /// <summary>Deletes an organisation's uploads whose time is over, bytes first; answers how many.</summary>
    public async Task<int> PurgeAsync(string organisationId, CancellationToken cancellationToken = default)
    {
        int purged = 0;

        // Newest first: the keys of those that expired follow the boundary of their announcement.
        string prefix = Prefix(organisationId);
        DocumentQuery expired = new(prefix, 200) { After = prefix + TimeOrderedKey.Boundary(_time.GetUtcNow() - _options.Retention) };
        DocumentPage page;
        do
        {
            page = await _documents.ListAsync(expired, cancellationToken);
            foreach (DocumentListItem item in page.Items)
            {
                string id = TimeOrderedKey.ToId(item.Key[prefix.Length..]);
                await _content.DeleteAsync(new ContentName(ContentArea.Quarantine, $"{organisationId}/uploads/{id}"), cancellationToken);
                purged += await _documents.DeleteAsync(item.Key, item.ETag, cancellationToken) ? 1 : 0;
            }

            expired = expired with { ContinuationToken = page.ContinuationToken };
        }
        while (page.ContinuationToken is not null);
        return purged;
    }

    private static string Prefix(string organisationId) => $"{OrganisationId.Require(organisationId)}/uploads/";

    private static string? Key(string organisationId, string uploadId) =>
        TimeOrderedKey.Find(uploadId) is { } key ? Prefix(organisationId) + key : null;

    private static DocumentWrite Write(Upload upload) => StoredJson.Write(upload, StorageJson.Default.Upload);

    private async Task<Upload?> FindAsync(string organisationId, string uploadId, CancellationToken cancellationToken) =>
        Key(organisationId, uploadId) is { } key && await _documents.GetAsync(key, cancellationToken) is { } document
            ? StoredJson.Read(document, StorageJson.Default.Upload)
            : null;

    private async Task<UploadTaking> RejectAsync(Upload upload, string error, CancellationToken cancellationToken)
    {
        // The URL took its one body: what is wrong stays wrong, and says so from now on.
        string key = Key(upload.OrganisationId, upload.Id)!;
        await _documents.PutAsync(key, Write(upload with { Error = error }), WriteCondition.Always, cancellationToken);
        return new UploadTaking.Rejected(error);
    }

    private async Task<string?> HashAsync(ContentName name, CancellationToken cancellationToken)
    {
        await using Stream? stream = await _content.OpenReadAsync(name, cancellationToken);
        return stream is null ? null : Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }
}
