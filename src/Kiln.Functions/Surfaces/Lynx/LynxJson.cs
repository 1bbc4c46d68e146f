using Kiln.Functions.Http;
using Kiln.Storage.Idempotency;

namespace Kiln.Functions.Surfaces.Lynx;

/// <summary>How replies of the surface are written: null members too, times in UTC with milliseconds.</summary>
internal static class LynxJson
{
    /// <summary>A reply with a body.</summary>
    public static IResult Reply<T>(T body, int status = StatusCodes.Status200OK) => TypedResults.Json(body, Json.Options, statusCode: status);

    /// <summary>A reply that is kept under an idempotency key.</summary>
    public static StoredReply Keep<T>(T body, int status, string location) => new(
        status,
        new Dictionary<string, string> { ["Location"] = location },
        "application/json; charset=utf-8",
        System.Text.Json.JsonSerializer.Serialize(body, Json.Options));

    /// <summary>The cursor of a listing that was refused.</summary>
    public static ApiException BadCursor() => LynxErrors.Invalid("cursor", "Must be the next_cursor of a page of the same listing");

    /// <summary>The size of a page.</summary>
    public static int Limit(QueryReader query, int most = 1000, int absent = 100)
    {
        int limit = query.Integer("limit", 1, most, absent);
        query.ThrowIfFaulty();
        return limit;
    }
}
