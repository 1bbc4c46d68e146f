using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kiln.Functions.Surfaces.Jobnik.Validation;

/// <summary>Text.</summary>
internal sealed record TextRule : ScalarRule
{
    /// <summary>Fewest characters (Unicode code points).</summary>
    public int Shortest { get; init; }

    /// <summary>Most characters.</summary>
    public int Longest { get; init; } = int.MaxValue;

    /// <summary>The only texts allowed; none for any.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>A form that the text must have, or null.</summary>
    public TextForm? Form { get; init; }

    /// <inheritdoc />
    public override void Check(JsonElement value, string where, ICollection<string> faults)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            CheckText(value.GetString()!, where, faults);
        }
        else
        {
            faults.Add($"{where} must be string");
        }
    }

    /// <inheritdoc />
    public override void CheckText(string text, string where, ICollection<string> faults)
    {
        int length = text.Length - text.Count(char.IsLowSurrogate);
        if (length < Shortest)
        {
            faults.Add($"{where} must NOT have fewer than {Shortest} characters");
        }

        if (length > Longest)
        {
            faults.Add($"{where} must NOT have more than {Longest} characters");
        }

        if (Allowed.Count > 0 && !Allowed.Contains(text))
        {
            faults.Add($"{where} must be equal to one of the allowed values: {string.Join(", ", Allowed)}");
        }

        if (Form is not null && !Form.Matches(text))
        {
            faults.Add($"{where} must match {Form.Keyword} \"{Form.Value}\"");
        }
    }

    /// <inheritdoc />
    public override JsonObject Describe()
    {
        JsonObject schema = new() { ["type"] = "string" };
        if (Shortest > 0)
        {
            schema["minLength"] = Shortest;
        }

        if (Longest < int.MaxValue)
        {
            schema["maxLength"] = Longest;
        }

        if (Allowed.Count > 0)
        {
            schema["enum"] = new JsonArray([.. Allowed.Select(word => (JsonNode)word)]);
        }

        if (Form is not null)
        {
            schema[Form.Keyword] = Form.Value;
        }

        return schema;
    }
}
