using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kiln.EndToEnd.Tests.OpenApi;

/// <summary>Checks JSON against the part of JSON schema that the service's own document uses; anything else in a schema is an error.</summary>
internal sealed class SchemaChecker(JsonNode document)
{
    private static readonly string[] Annotations = ["description", "format", "default", "pattern", "maxLength", "minLength", "contentMediaType"];

    /// <summary>Every place where a value is not what the schema says.</summary>
    public IReadOnlyList<string> Check(JsonNode? value, JsonNode schema)
    {
        List<string> faults = [];
        Check(value, schema, "$", faults);
        return faults;
    }

    private static string KindOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.AsValue().TryGetValue(out decimal number) && decimal.IsInteger(number) ? "integer" : "number",
        _ => "boolean",
    };

    private static bool IsOneOf(JsonNode? value, JsonNode types) => types is JsonArray several
        ? several.Any(type => IsOneOf(value, type!))
        : types.GetValue<string>() is var type && (type == KindOf(value) || (type == "number" && KindOf(value) == "integer"));

    private void Check(JsonNode? value, JsonNode schema, string where, List<string> faults)
    {
        if (schema is JsonValue anything && anything.GetValueKind() == JsonValueKind.True)
        {
            return;
        }

        foreach ((string keyword, JsonNode? rule) in schema.AsObject())
        {
            bool holds = keyword switch
            {
                "$ref" => Follow(rule!, out JsonNode target) && CheckBelow(value, target, where, faults),
                "type" => IsOneOf(value, rule!),
                "enum" => rule!.AsArray().Any(allowed => JsonNode.DeepEquals(allowed, value)),
                "anyOf" => rule!.AsArray().Any(choice => new SchemaChecker(document).Check(value, choice!).Count == 0),
                "required" => value is not JsonObject sent || rule!.AsArray().All(name => sent.ContainsKey(name!.GetValue<string>())),
                "minimum" => value is null || value.GetValue<double>() >= rule!.GetValue<double>(),
                "maximum" => value is null || value.GetValue<double>() <= rule!.GetValue<double>(),
                "items" => value is not JsonArray array || array.All(item => CheckBelow(item, rule!, $"{where}[]", faults)),
                "properties" => CheckMembers(value, schema.AsObject(), where, faults),
                "additionalProperties" => value is not JsonObject map || schema["properties"] is not null
                    || map.All(member => CheckBelow(member.Value, rule!, $"{where}.{member.Key}", faults)),
                _ => Annotations.Contains(keyword) ? true : throw new NotSupportedException($"The schema keyword '{keyword}' is not known here."),
            };
            if (!holds)
            {
                faults.Add($"{where}: {keyword} {rule?.ToJsonString()} does not hold for {value?.ToJsonString() ?? "null"}");
            }
        }
    }

    /// <summary>True: what is wrong below is noted there.</summary>
    private bool CheckBelow(JsonNode? value, JsonNode schema, string where, List<string> faults)
    {
        Check(value, schema, where, faults);
        return true;
    }

    /// <summary>A record's reply has the members that its schema names and no others.</summary>
    private bool CheckMembers(JsonNode? value, JsonObject schema, string where, List<string> faults)
    {
        JsonObject known = schema["properties"]!.AsObject();
        foreach ((string name, JsonNode? member) in value as JsonObject ?? [])
        {
            if (known.TryGetPropertyValue(name, out JsonNode? rule))
            {
                Check(member, rule!, $"{where}.{name}", faults);
            }
            else
            {
                faults.Add($"{where}.{name} is not in the schema");
            }
        }

        return true;
    }

    private bool Follow(JsonNode reference, out JsonNode target)
    {
        target = document;
        foreach (string step in reference.GetValue<string>().TrimStart('#', '/').Split('/'))
        {
            target = target[step]!;
        }

        return true;
    }
}
