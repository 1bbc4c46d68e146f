namespace Kiln.Storage.Idempotency;

/// <summary>What an idempotency key is bound to.</summary>
/// <param name="SchemaVersion">The form of the record.</param>
/// <param name="ResourceId">The identifier of what the request creates, fixed before anything of it is made.</param>
/// <param name="RequestHash">A hash of the request's fields and content.</param>
/// <param name="CreatedAt">When the key was first used.</param>
/// <param name="Owner">The process that serves the request.</param>
/// <param name="LeaseUntil">When the owner, if it has not answered, counts as dead.</param>
/// <param name="Reply">The reply, once there is one.</param>
internal sealed record IdempotencyRecord(
    int SchemaVersion,
    string ResourceId,
    string RequestHash,
    DateTimeOffset CreatedAt,
    string Owner,
    DateTimeOffset LeaseUntil,
    StoredReply? Reply) : IVersionedDocument;
