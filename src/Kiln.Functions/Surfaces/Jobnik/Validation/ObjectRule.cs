using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kiln.Functions.Surfaces.Jobnik.Validation;

/// <summary>An object with known members.</summary>
/// <param name="Members">The members, in the order in which they are checked; none allows any content.</param>
internal sealed record ObjectRule(params ImmutableArray<MemberRule> Members) : ValueRule
{
    /// <summary>An object of any content.</summary>
    public static ObjectRule Any { get; } = new();

    /// <inheritdoc />
    public override void Check(JsonElement value, string where, ICollection<string> faults)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            faults.Add($"{where} must be object");
            return;
        }

        if (Members.IsEmpty)
        {
            return;
        }

        foreach (MemberRule member in Members.Where(member => member.Required && !value.TryGetProperty(member.Name, out _)))
        {
            faults.Add($"{where} must have required property '{member.Name}'");
        }

        foreach (JsonProperty _ in value.EnumerateObject().Where(sent => Members.All(member => !sent.NameEquals(member.Name))))
        {
            faults.Add($"{where} must NOT have additional properties");
        }

        foreach (MemberRule member in Members)
        {
            if (value.TryGetProperty(member.Name, out JsonElement sent))
            {
                member.Rule.Check(sent, $"{where}/{member.Name}", faults);
            }
        }
    }

    /// <inheritdoc />
    public override JsonObject Describe() => Members.IsEmpty
        ? new JsonObject { ["type"] = "object" }
        : new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(Members.Select(member => KeyValuePair.Create<string, JsonNode?>(member.Name, member.Rule.Describe()))),
            ["required"] = new JsonArray([.. Members.Where(member => member.Required).Select(member => (JsonNode)member.Name)]),
            ["additionalProperties"] = false,
        };
}
