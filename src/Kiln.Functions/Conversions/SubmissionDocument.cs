using System.Text.Json.Nodes;
using Kiln.Functions.OpenApi;

namespace Kiln.Functions.Conversions;

/// <summary>A submission as JSON: an upload's identifier and typed members.</summary>
internal sealed class SubmissionDocument : ISchemaSource
{
    /// <inheritdoc />
    public JsonObject Describe() => SubmissionSchema.Of(SubmissionFields.UploadId, new JsonObject
    {
        ["type"] = "string",
        ["description"] = "An upload of this organisation that was received",
    });
}
