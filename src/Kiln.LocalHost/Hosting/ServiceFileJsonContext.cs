using System.Text.Json.Serialization;

namespace Kiln.LocalHost.Hosting;

/// <summary>Writes <c>service.json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ServiceFileContent))]
internal sealed partial class ServiceFileJsonContext : JsonSerializerContext;
