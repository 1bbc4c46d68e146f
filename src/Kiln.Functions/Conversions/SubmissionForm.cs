using System.Text.Json.Nodes;
using Kiln.Functions.OpenApi;

namespace Kiln.Functions.Conversions;

/// <summary>A submission as a multipart form: the file itself and fields as text.</summary>
internal sealed class SubmissionForm : ISchemaSource
{
    /// <inheritdoc />
    public JsonObject Describe() => SubmissionSchema.Of(SubmissionFields.File, new JsonObject
    {
        ["type"] = "string",
        ["contentMediaType"] = "application/octet-stream",
        ["description"] = "The model; its file name decides the format",
    });
}
