using System.Text.Json.Serialization;

namespace Kiln.Functions.Surfaces.Jobnik.Payload;

/// <summary>The reply of an operation that has nothing to show.</summary>
/// <param name="Code">What was done.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record JobnikSuccess([property: JsonPropertyName("code")] string Code);
