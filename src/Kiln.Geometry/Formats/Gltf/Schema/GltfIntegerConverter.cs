using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiln.Geometry.Formats.Gltf.Schema;

/// <summary>Reads whole numbers, also as <c>3.0</c>: JSON knows but one kind of number, and so do the languages of some writers.</summary>
internal sealed class GltfIntegerConverter : JsonConverter<int>
{
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            throw new JsonException();
        }

        if (reader.TryGetInt32(out int value))
        {
            return value;
        }

        return reader.TryGetDouble(out double number) && number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue
            ? (int)number
            : throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
