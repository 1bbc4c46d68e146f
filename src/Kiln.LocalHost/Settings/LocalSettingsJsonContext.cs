using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiln.LocalHost.Settings;

/// <summary>Reads <see cref="LocalSettings"/> with the leniency of Core Tools: comments, trailing commas, any case.</summary>
[JsonSourceGenerationOptions(
    PropertyNameCaseInsensitive = true, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(LocalSettings))]
internal sealed partial class LocalSettingsJsonContext : JsonSerializerContext;
