using System.Text.Json.Serialization;

namespace Kiln.Functions.Surfaces.Lynx.Errors;

/// <summary>The body of every refusal of the surface.</summary>
/// <param name="Error">What is wrong.</param>
internal sealed record LynxErrorBody(LynxError Error);

/// <summary>What is wrong with a request.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Message">One sentence for people.</param>
internal sealed record LynxError(string Code, string Message)
{
    /// <summary>The faults by path; left out when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LynxFault>? Details { get; init; }

    /// <summary>The sequence number that is expected; left out but after a gap.</summary>
    [JsonPropertyName("next_seq")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? NextSequence { get; init; }
}

/// <summary>What is wrong with one member of a request.</summary>
/// <param name="Path">Where, such as <c>config.monte_carlo.runs</c>.</param>
/// <param name="Message">What would be right.</param>
internal sealed record LynxFault(string Path, string Message);
