using System.Text.Json.Nodes;
using Kiln.Functions.Jobs.Types;
using Kiln.Functions.OpenApi;

namespace Kiln.Functions.Batches;

/// <summary>The submission of many jobs of one type.</summary>
internal sealed class BatchSubmissionDocument : ISchemaSource
{
    /// <inheritdoc />
    public JsonObject Describe() => JobSubmissionDocument.Object(
        new JsonObject
        {
            [CommonMembers.Type] = new JsonObject { ["type"] = "string", ["description"] = "The type of all jobs" },
            ["items"] = new JsonObject
            {
                ["type"] = "array",
                ["minItems"] = 1,
                ["items"] = new JsonObject { ["type"] = "object" },
                ["description"] = "For each job what its submission to /api/jobs would hold, without the type",
            },
            ["defaults"] = new JsonObject { ["type"] = "object", ["description"] = "Members of every item that has none of their names" },
            [CommonMembers.Name] = new JsonObject { ["type"] = "string", ["maxLength"] = CommonMembers.LongestName },
            [CommonMembers.Priority] = new JsonObject { ["type"] = "integer", ["minimum"] = 0, ["maximum"] = 100 },
            [CommonMembers.Labels] = new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = new JsonObject { ["type"] = "string" },
                ["description"] = "Searchable words of the batch",
            },
            [CommonMembers.CallbackUrl] = new JsonObject
            {
                ["type"] = "string",
                ["description"] = "An https URL that is told of the batch's events",
            },
        },
        CommonMembers.Type,
        "items");
}
