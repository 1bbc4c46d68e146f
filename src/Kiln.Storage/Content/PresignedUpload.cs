namespace Kiln.Storage.Content;

/// <summary>A permission to write one piece of content without a key.</summary>
/// <param name="Url">Where to send the bytes with <c>PUT</c>.</param>
/// <param name="Headers">Headers that the request must carry exactly.</param>
/// <param name="ExpiresAt">When the permission ends, UTC.</param>
public sealed record PresignedUpload(Uri Url, IReadOnlyDictionary<string, string> Headers, DateTimeOffset ExpiresAt);
