using System.Text.Json.Serialization;

namespace Kiln.Functions.Events;

/// <summary>A part of a log.</summary>
internal sealed record EventPage(
    [property: JsonPropertyName("data")] IReadOnlyList<EventPayload> Data,
    [property: JsonPropertyName("meta")] EventPageMeta Meta);

/// <summary>Where the part ends.</summary>
/// <param name="Last">Sequence of the last event of the part, or what was asked after when there is none.</param>
/// <param name="Terminal">True when what the log is of has ended and nothing follows.</param>
internal sealed record EventPageMeta(
    [property: JsonPropertyName("last")] long Last,
    [property: JsonPropertyName("terminal")] bool Terminal);
