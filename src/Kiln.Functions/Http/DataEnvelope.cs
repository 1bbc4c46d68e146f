using System.Text.Json.Serialization;

namespace Kiln.Functions.Http;

/// <summary>The outer shape of a successful reply.</summary>
/// <param name="Data">What was asked for.</param>
internal sealed record DataEnvelope<T>([property: JsonPropertyName("data")] T Data);
