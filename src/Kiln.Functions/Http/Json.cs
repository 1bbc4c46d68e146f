using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiln.Functions.Http;

/// <summary>How replies are written: camelCase unless a name is given, nulls written, times in UTC with milliseconds.</summary>
internal static class Json
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new TimeConverter() },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A reply of the shape <c>{"data": …}</c>.</summary>
    public static IResult Data<T>(T data, int status = StatusCodes.Status200OK) =>
        TypedResults.Json(new DataEnvelope<T>(data), Options, statusCode: status);

    public static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private sealed class TimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Text(value));
    }
}
