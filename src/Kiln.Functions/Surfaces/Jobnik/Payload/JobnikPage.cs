using System.Text.Json.Serialization;

namespace Kiln.Functions.Surfaces.Jobnik.Payload;

/// <summary>One page of a list.</summary>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="Items">Those of this page; none beyond the last.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record JobnikPage<T>(
    [property: JsonPropertyName("total")] long Total,
    [property: JsonPropertyName("items")] IReadOnlyList<T> Items);
