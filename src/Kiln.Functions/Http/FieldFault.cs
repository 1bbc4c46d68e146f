using System.Text.Json.Serialization;

namespace Kiln.Functions.Http;

/// <summary>What is wrong with one field of a request.</summary>
/// <param name="Field">The field's name as the client wrote it.</param>
/// <param name="Message">What would be right.</param>
internal sealed record FieldFault(
    [property: JsonPropertyName("field")] string Field,
    [property: JsonPropertyName("message")] string Message);
