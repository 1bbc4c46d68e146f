using System.Text.Json.Serialization;

namespace Kiln.Client.Runners;

/// <summary>Places to put a run's outputs.</summary>
/// <param name="Uploads">One for each output asked for.</param>
public sealed record OutputUploads(
    [property: JsonPropertyName("uploads")] IReadOnlyList<OutputUpload> Uploads);
