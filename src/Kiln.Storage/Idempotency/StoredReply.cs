namespace Kiln.Storage.Idempotency;

/// <summary>A reply kept to be given again.</summary>
/// <param name="StatusCode">HTTP status.</param>
/// <param name="Headers">The headers that belong to it, such as <c>Location</c>.</param>
/// <param name="ContentType">Media type of the body.</param>
/// <param name="Body">The body.</param>
public sealed record StoredReply(int StatusCode, IReadOnlyDictionary<string, string> Headers, string ContentType, string Body);
