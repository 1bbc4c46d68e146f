using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiln.Cli.Api;

/// <summary>Serializers of everything that crosses the wire.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Envelope<Conversion>))]
[JsonSerializable(typeof(Page<Conversion>))]
[JsonSerializable(typeof(Envelope<Upload>))]
[JsonSerializable(typeof(UploadRequest))]
[JsonSerializable(typeof(EventLog))]
[JsonSerializable(typeof(ApiError))]
internal sealed partial class ApiJson : JsonSerializerContext;
