using System.Text.Json.Serialization;

namespace Kiln.Functions.Http;

/// <summary>A page of a listing that goes on from a cursor.</summary>
/// <param name="Data">The items.</param>
/// <param name="Meta">Where it goes on.</param>
internal sealed record CursorPage<T>(
    [property: JsonPropertyName("data")] IReadOnlyList<T> Data,
    [property: JsonPropertyName("meta")] CursorMeta Meta);

/// <summary>Where a listing goes on.</summary>
/// <param name="Next">Opaque; null on the last page.</param>
internal sealed record CursorMeta([property: JsonPropertyName("next")] string? Next);
