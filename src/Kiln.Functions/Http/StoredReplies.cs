using System.Text.Json;
using Kiln.Storage.Idempotency;

namespace Kiln.Functions.Http;

/// <summary>Replies that may be kept under an idempotency key.</summary>
internal static class StoredReplies
{
    /// <summary>A reply with a JSON body.</summary>
    public static StoredReply Json<T>(int status, IReadOnlyDictionary<string, string> headers, T body) =>
        new(status, headers, "application/json; charset=utf-8", JsonSerializer.Serialize(body, Http.Json.Options));
}
