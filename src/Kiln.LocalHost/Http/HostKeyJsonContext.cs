using System.Text.Json.Serialization;

namespace Kiln.LocalHost.Http;

/// <summary>Reads and writes <c>keys.json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(HostKeyFile))]
internal sealed partial class HostKeyJsonContext : JsonSerializerContext;
