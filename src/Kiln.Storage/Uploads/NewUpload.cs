namespace Kiln.Storage.Uploads;

/// <summary>What a client announces.</summary>
/// <param name="OrganisationId">The owner.</param>
/// <param name="FileName">The file's name, already checked.</param>
/// <param name="Length">Size in bytes, already checked against the limit.</param>
/// <param name="ContentType">Media type.</param>
/// <param name="ChecksumSha256">SHA-256 in hexadecimal, or null.</param>
public sealed record NewUpload(
    string OrganisationId, string FileName, long Length, string ContentType = "application/octet-stream", string? ChecksumSha256 = null);
