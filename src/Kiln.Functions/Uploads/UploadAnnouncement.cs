using System.Text.Json.Nodes;
using Kiln.Functions.OpenApi;

namespace Kiln.Functions.Uploads;

/// <summary>The announcement of an upload, as <see cref="UploadRequest"/> reads it.</summary>
internal sealed class UploadAnnouncement : ISchemaSource
{
    /// <inheritdoc />
    public JsonObject Describe() => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("filename", "size_bytes"),
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject
        {
            ["filename"] = new JsonObject { ["type"] = "string", ["minLength"] = 1 },
            ["size_bytes"] = new JsonObject { ["type"] = "integer", ["minimum"] = 1 },
            ["checksum_sha256"] = new JsonObject { ["type"] = new JsonArray("string", "null"), ["pattern"] = "^[0-9a-fA-F]{64}$" },
            ["content_type"] = new JsonObject { ["type"] = new JsonArray("string", "null"), ["maxLength"] = 255 },
        },
    };
}
