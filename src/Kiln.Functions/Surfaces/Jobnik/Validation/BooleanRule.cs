using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kiln.Functions.Surfaces.Jobnik.Validation;

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed record BooleanRule : ScalarRule
{
    /// <inheritdoc />
    public override void Check(JsonElement value, string where, ICollection<string> faults)
    {
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            faults.Add($"{where} must be boolean");
        }
    }

    /// <inheritdoc />
    public override void CheckText(string text, string where, ICollection<string> faults)
    {
        if (text is not ("true" or "false"))
        {
            faults.Add($"{where} must be boolean");
        }
    }

    /// <inheritdoc />
    public override JsonObject Describe() => new() { ["type"] = "boolean" };
}
