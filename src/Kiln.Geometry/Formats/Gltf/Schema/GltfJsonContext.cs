using System.Text.Json.Serialization;

namespace Kiln.Geometry.Formats.Gltf.Schema;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata,
    MaxDepth = 512, Converters = [typeof(GltfIntegerConverter)])]
[JsonSerializable(typeof(GltfDocument))]
[JsonSerializable(typeof(GltfVersionedFile))]
internal sealed partial class GltfJsonContext : JsonSerializerContext;
