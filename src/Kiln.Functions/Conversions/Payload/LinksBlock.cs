using System.Text.Json.Serialization;

namespace Kiln.Functions.Conversions.Payload;

/// <summary>The job's own URLs.</summary>
internal sealed record LinksBlock(
    [property: JsonPropertyName("self")] string Self,
    [property: JsonPropertyName("events")] string Events,
    [property: JsonPropertyName("cancel")] string Cancel,
    [property: JsonPropertyName("result")] string Result)
{
    public static LinksBlock Of(string self) => new(self, $"{self}/events", $"{self}/cancel", $"{self}/result");
}
