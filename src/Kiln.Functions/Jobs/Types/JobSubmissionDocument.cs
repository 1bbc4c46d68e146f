using System.Text.Json.Nodes;
using Kiln.Functions.Conversions;
using Kiln.Functions.Jobs.Noop;
using Kiln.Functions.Jobs.Workers;
using Kiln.Functions.OpenApi;

namespace Kiln.Functions.Jobs.Types;

/// <summary>A submission of any type: what each takes besides the members that all share.</summary>
internal sealed class JobSubmissionDocument : ISchemaSource
{
    /// <inheritdoc />
    public JsonObject Describe() => new()
    {
        ["oneOf"] = new JsonArray(Conversion(), Noop(), Work()),
    };

    /// <summary>An object of members, some of which are required.</summary>
    public static JsonObject Object(JsonObject properties, params string[] required) => new()
    {
        ["type"] = "object",
        ["properties"] = properties,
        ["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]),
        ["additionalProperties"] = false,
    };

    private static JsonObject Conversion()
    {
        JsonObject schema = new SubmissionDocument().Describe();
        JsonObject properties = schema["properties"]!.AsObject();
        properties[CommonMembers.Type] = Constant(ConversionJobs.GlbToSimReady);
        properties[CommonMembers.Priority] = Priority();
        schema["required"]!.AsArray().Add(CommonMembers.Type);
        return schema;
    }

    private static JsonObject Noop() => Shared(
        Constant(NoopType.TypeName),
        new JsonObject
        {
            ["steps"] = Integer(1, NoopType.MostSteps, "How many stages it goes through. Default 1"),
            ["delay_seconds"] = Number(0, NoopType.LongestDelaySeconds, "How long each stage takes. Default 0"),
            ["fail"] = new JsonObject
            {
                ["type"] = "string",
                ["enum"] = new JsonArray([.. NoopType.FailWords.Select(word => (JsonNode)word)]),
                ["description"] = "The code that attempts of the last stage fail with",
            },
            ["fail_attempts"] = Integer(1, NoopType.MostFailures, "How many attempts fail, those before a retry of the job included; absent: all"),
            ["attempt_timeout_seconds"] = Integer(1, StageMembers.LongestAttemptSeconds, "Longest time of one attempt; absent: the job's own limit"),
        });

    private static JsonObject Work() => Shared(
        new JsonObject { ["type"] = "string", ["description"] = "work, or another name that the operator has set" },
        new JsonObject
        {
            ["stages"] = new JsonObject { ["type"] = "array", ["items"] = StageDocument.Stage(), ["maxItems"] = StageMembers.MostStages },
            ["sealed"] = Flag("False when more stages will be added. Default true"),
        });

    private static JsonObject Shared(JsonObject type, JsonObject own)
    {
        JsonObject properties = new()
        {
            [CommonMembers.Type] = type,
            [CommonMembers.Name] = Text(CommonMembers.LongestName, "What people call it"),
            [CommonMembers.Priority] = Priority(),
            [CommonMembers.TimeoutSeconds] = Integer(CommonMembers.LeastTimeoutSeconds, null, "Deadline, in seconds"),
            [CommonMembers.CallbackUrl] = Text(2048, "An https URL that is told of the job's events"),
            [CommonMembers.Labels] = new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = new JsonObject { ["type"] = "string" },
                ["description"] = "Searchable words: at most 20",
            },
        };
        foreach ((string name, JsonNode? schema) in own)
        {
            properties[name] = schema!.DeepClone();
        }

        return Object(properties, CommonMembers.Type);
    }

    private static JsonObject Priority() => Integer(0, 100, "Larger goes first. Default 50");

    private static JsonObject Constant(string value) => new() { ["type"] = "string", ["enum"] = new JsonArray(value) };

    private static JsonObject Text(int longest, string description) =>
        new() { ["type"] = "string", ["maxLength"] = longest, ["description"] = description };

    private static JsonObject Flag(string description) => new() { ["type"] = "boolean", ["description"] = description };

    private static JsonObject Integer(int least, int? most, string description)
    {
        JsonObject schema = new() { ["type"] = "integer", ["minimum"] = least, ["description"] = description };
        if (most is not null)
        {
            schema["maximum"] = most;
        }

        return schema;
    }

    private static JsonObject Number(double least, double most, string description) =>
        new() { ["type"] = "number", ["minimum"] = least, ["maximum"] = most, ["description"] = description };
}
