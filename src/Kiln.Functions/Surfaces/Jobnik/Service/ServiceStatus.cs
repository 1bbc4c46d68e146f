using System.Text.Json.Serialization;

namespace Kiln.Functions.Surfaces.Jobnik.Service;

/// <summary>That the service answers.</summary>
/// <param name="Status">Always <c>ok</c>.</param>
internal sealed record ServiceStatus([property: JsonPropertyName("status")] string Status);
