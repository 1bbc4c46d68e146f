using Kiln.Storage.Content;

namespace Kiln.Storage.Uploads;

/// <summary>A file that a client announced and sends by a presigned URL.</summary>
/// <param name="SchemaVersion">The form of the record.</param>
/// <param name="Id">Identifier (UUID version 7).</param>
/// <param name="OrganisationId">The owner.</param>
/// <param name="FileName">The file's name, as the client gave it.</param>
/// <param name="Length">The announced size in bytes.</param>
/// <param name="ChecksumSha256">The announced SHA-256 in lower-case hexadecimal, or null.</param>
/// <param name="ContentType">Media type.</param>
/// <param name="CreatedAt">Announcement.</param>
/// <param name="UrlExpiresAt">When the URL stops taking bytes.</param>
/// <param name="ExpiresAt">When the upload stops serving jobs.</param>
/// <param name="Error">Why it was rejected, or null.</param>
public sealed record Upload(
    int SchemaVersion,
    string Id,
    string OrganisationId,
    string FileName,
    long Length,
    string? ChecksumSha256,
    string ContentType,
    DateTimeOffset CreatedAt,
    DateTimeOffset UrlExpiresAt,
    DateTimeOffset ExpiresAt,
    string? Error = null) : IVersionedDocument
{
    /// <summary>Where the bytes wait to be checked.</summary>
    internal ContentName Content => new(ContentArea.Quarantine, $"{OrganisationId}/uploads/{Id}");
}
