using System.Text.Json.Serialization;

namespace Kiln.Storage.Jobs.Pages;

/// <summary>Where a run of a job's events or of a stage's tasks stands. Short names: a long job's head holds hundreds of these.</summary>
/// <param name="Name">The page, by a name that no other write uses.</param>
/// <param name="First">The first event's sequence number, or the first task's place in its stage.</param>
/// <param name="Count">How many.</param>
internal sealed record PageReference(
    [property: JsonPropertyName("n")] string Name,
    [property: JsonPropertyName("f")] long First,
    [property: JsonPropertyName("c")] int Count)
{
    /// <summary>What comes after the last.</summary>
    [JsonIgnore]
    public long End => First + Count;
}
