using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kiln.Functions.Surfaces.Jobnik.Validation;

/// <summary>An array.</summary>
/// <param name="Item">What each item must be.</param>
/// <param name="MostItems">The most items.</param>
internal sealed record ArrayRule(ValueRule Item, int MostItems) : ValueRule
{
    /// <inheritdoc />
    public override void Check(JsonElement value, string where, ICollection<string> faults)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            faults.Add($"{where} must be array");
            return;
        }

        if (value.GetArrayLength() > MostItems)
        {
            faults.Add($"{where} must NOT have more than {MostItems} items");
            return;
        }

        int index = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            Item.Check(item, $"{where}/{index++}", faults);
        }
    }

    /// <inheritdoc />
    public override JsonObject Describe() => new() { ["type"] = "array", ["items"] = Item.Describe() };
}
