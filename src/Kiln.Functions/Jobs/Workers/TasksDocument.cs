using System.Text.Json.Nodes;
using Kiln.Functions.Jobs.Types;
using Kiln.Functions.OpenApi;

namespace Kiln.Functions.Jobs.Workers;

/// <summary>Tasks for a stage, as clients send them.</summary>
internal sealed class TasksDocument : ISchemaSource
{
    /// <inheritdoc />
    public JsonObject Describe() => JobSubmissionDocument.Object(new JsonObject { ["tasks"] = StageDocument.Tasks() }, "tasks");
}
