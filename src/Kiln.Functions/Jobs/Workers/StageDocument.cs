using System.Text.Json.Nodes;
using Kiln.Functions.Jobs.Types;
using Kiln.Functions.OpenApi;

namespace Kiln.Functions.Jobs.Workers;

/// <summary>A stage for workers, as clients send it.</summary>
internal sealed class StageDocument : ISchemaSource
{
    /// <inheritdoc />
    public JsonObject Describe() => Stage();

    /// <summary>The schema of a stage.</summary>
    public static JsonObject Stage() => JobSubmissionDocument.Object(
        new JsonObject
        {
            ["id"] = Id(),
            ["type"] = new JsonObject
            {
                ["type"] = "string",
                ["maxLength"] = StageMembers.LongestType,
                ["description"] = "The kind of work: workers ask for tasks of a type",
            },
            ["data"] = new JsonObject { ["description"] = "What the stage is about, for its workers" },
            ["waiting"] = new JsonObject { ["type"] = "boolean", ["description"] = "True: begins as a gate that is opened by approve" },
            ["weight"] = new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["description"] = "Share of the job's progress. Default 1" },
            ["max_attempts"] = Attempts("Total tries of a task"),
            ["retry"] = JobSubmissionDocument.Object(new JsonObject
            {
                ["first_delay_seconds"] = Seconds("Wait before the second attempt"),
                ["factor"] = new JsonObject { ["type"] = "number", ["minimum"] = 1, ["description"] = "Growth of the wait" },
                ["max_delay_seconds"] = Seconds("Longest wait"),
            }),
            ["attempt_timeout_seconds"] = new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["description"] = "Longest time of one attempt" },
            ["tasks"] = Tasks(),
        },
        "type");

    /// <summary>The schema of an array of tasks.</summary>
    public static JsonObject Tasks() => new()
    {
        ["type"] = "array",
        ["maxItems"] = StageMembers.MostTasks,
        ["items"] = JobSubmissionDocument.Object(new JsonObject
        {
            ["id"] = Id(),
            ["max_attempts"] = Attempts("Total tries; absent: the stage's"),
            ["data"] = new JsonObject { ["description"] = "What the task works on, for its worker" },
        }),
    };

    private static JsonObject Id() => new()
    {
        ["type"] = "string",
        ["maxLength"] = StageMembers.LongestId,
        ["description"] = "Unique in the job; absent: made by the service",
    };

    private static JsonObject Attempts(string description) => new()
    {
        ["type"] = "integer",
        ["minimum"] = 1,
        ["maximum"] = StageMembers.MostAttempts,
        ["description"] = description,
    };

    private static JsonObject Seconds(string description) => new()
    {
        ["type"] = "number",
        ["minimum"] = 0,
        ["maximum"] = StageMembers.LongestDelaySeconds,
        ["description"] = description,
    };
}
