using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Kiln.Functions.Http;

namespace Kiln.Functions.OpenApi;

/// <summary>Makes JSON schemas of the types that bodies are read as and written from; records of this app become named components.</summary>
internal sealed class SchemaRegistry
{
    private static readonly JsonSerializerOptions Serializer = new(Json.Options)
    {
        NumberHandling = JsonNumberHandling.Strict,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    private readonly SortedDictionary<string, (Type Type, JsonObject Schema)> _components = new(StringComparer.Ordinal);

    /// <summary>The named schemas so far.</summary>
    public JsonObject Components => new(_components.Select(component =>
        KeyValuePair.Create<string, JsonNode?>(component.Key, component.Value.Schema.DeepClone())));

    /// <summary>The schema of a type; of a <see cref="ISchemaSource"/>, what it describes.</summary>
    /// <param name="type">The type.</param>
    /// <param name="received">True for what clients send: there a member that may be null may also be left out.</param>
    public JsonNode SchemaOf(Type type, bool received = false)
    {
        if (typeof(ISchemaSource).IsAssignableFrom(type))
        {
            return ((ISchemaSource)Activator.CreateInstance(type)!).Describe();
        }

        return Serializer.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, schema) => Transform(context, schema, received),
        });
    }

    private JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema, bool received)
    {
        Type type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (type == typeof(DateTimeOffset))
        {
            // A converter of our own writes it, which the exporter cannot look into.
            bool nullable = type != context.TypeInfo.Type;
            return new JsonObject { ["type"] = TypeOf("string", nullable), ["format"] = "date-time" };
        }

        if (context.TypeInfo.Kind != JsonTypeInfoKind.Object || schema is not JsonObject written)
        {
            return schema;
        }

        bool mayBeNull = written["type"] is JsonArray;
        written["type"] = "object";
        written["required"] = new JsonArray(
        [
            .. context.TypeInfo.Properties
                .Where(property => IsAlwaysThere(property) && !(received && property.IsGetNullable))
                .Select(property => (JsonNode)property.Name),
        ]);
        if (type.IsGenericType || type.Assembly != typeof(SchemaRegistry).Assembly)
        {
            return schema;
        }

        JsonObject reference = new() { ["$ref"] = $"#/components/schemas/{Register(type, written)}" };
        return mayBeNull ? new JsonObject { ["anyOf"] = new JsonArray(reference, new JsonObject { ["type"] = "null" }) } : reference;
    }

    /// <summary>Absent values are written as null, never left out, but for the few members that say otherwise.</summary>
    private static bool IsAlwaysThere(JsonPropertyInfo property)
    {
        ICustomAttributeProvider? source = property.AttributeProvider;
        bool leftOut = source?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true) is [JsonIgnoreAttribute, ..];
        return property.Get is not null && !leftOut;
    }

    private static JsonNode TypeOf(string word, bool nullable) => nullable ? new JsonArray(word, "null") : word;

    private string Register(Type type, JsonObject schema)
    {
        string name = type.IsNested ? type.DeclaringType!.Name + type.Name : type.Name;
        if (!_components.TryGetValue(name, out (Type Type, JsonObject Schema) known))
        {
            _components.Add(name, (type, schema.DeepClone().AsObject()));
        }
        else if (known.Type != type)
        {
            throw new InvalidOperationException($"Two types want the schema name '{name}': {known.Type} and {type}.");
        }

        return name;
    }
}
