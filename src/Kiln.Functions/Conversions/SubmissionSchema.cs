using System.Text.Json.Nodes;

namespace Kiln.Functions.Conversions;

/// <summary>Describes the fields of a submission as JSON schema.</summary>
internal static class SubmissionSchema
{
    /// <summary>An object of all fields and of what brings the model.</summary>
    /// <param name="source">The member that brings the model.</param>
    /// <param name="sourceSchema">Its schema.</param>
    public static JsonObject Of(string source, JsonObject sourceSchema)
    {
        JsonObject properties = new() { [source] = sourceSchema };
        foreach (SubmissionField field in SubmissionFields.All.Values.OrderBy(field => field.Name, StringComparer.Ordinal))
        {
            properties[field.Name] = Of(field);
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray(source),
            ["additionalProperties"] = false,
        };
    }

    private static JsonObject Of(SubmissionField field)
    {
        JsonObject schema = new() { ["type"] = TypeOf(field.Kind), ["description"] = field.Description };
        if (field.Values.Count > 0)
        {
            schema["enum"] = new JsonArray([.. field.Values.Select(value => (JsonNode)value)]);
        }
        else if (field.Kind == FieldKind.Text)
        {
            schema["maxLength"] = field.MaxLength;
        }
        else if (field.Kind == FieldKind.Labels)
        {
            schema["maxProperties"] = 20;
            schema["additionalProperties"] = new JsonObject { ["type"] = "string", ["maxLength"] = 256 };
        }

        if (field.Range is var (least, most))
        {
            schema[field.AboveLeast ? "exclusiveMinimum" : "minimum"] = least;
            schema["maximum"] = most;
        }

        return schema;
    }

    private static string TypeOf(FieldKind kind) => kind switch
    {
        FieldKind.Integer => "integer",
        FieldKind.Number => "number",
        FieldKind.Boolean => "boolean",
        FieldKind.Labels => "object",
        _ => "string",
    };
}
