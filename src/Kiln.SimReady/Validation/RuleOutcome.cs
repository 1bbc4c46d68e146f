using System.Text.Json.Serialization;

namespace Kiln.SimReady.Validation;

/// <summary>How a rule came out.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RuleOutcome>))]
internal enum RuleOutcome
{
    /// <summary>Met.</summary>
    [JsonStringEnumMemberName("pass")]
    Pass,

    /// <summary>Not met.</summary>
    [JsonStringEnumMemberName("fail")]
    Fail,

    /// <summary>Not met, but allowed.</summary>
    [JsonStringEnumMemberName("waived")]
    Waived,

    /// <summary>Does not apply, or was not run.</summary>
    [JsonStringEnumMemberName("skipped")]
    Skipped,
}
