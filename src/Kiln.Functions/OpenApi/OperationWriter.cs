using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kiln.Functions.Http;
using Kiln.Storage.ApiKeys;

namespace Kiln.Functions.OpenApi;

/// <summary>Writes one operation of the document.</summary>
internal sealed partial class OperationWriter(HttpOperation operation, ApiDescription api, SchemaRegistry schemas)
{
    private const int BadRequest = StatusCodes.Status400BadRequest;

    private readonly OperationAttribute _description = operation.Description
        ?? throw new InvalidOperationException($"The function '{operation.Name}' has no [Operation] that describes it.");

    public JsonObject Write(JsonArray security)
    {
        JsonObject written = new()
        {
            ["operationId"] = operation.Name,
            ["tags"] = new JsonArray(operation.Tag),
            ["summary"] = _description.Summary,
            ["security"] = security,
            ["parameters"] = new JsonArray([.. Parameters()]),
        };
        if (Body() is { } body)
        {
            written["requestBody"] = body;
        }

        written["responses"] = Responses();
        return written;
    }

    [GeneratedRegex(@"\{\*?(\w+)[^}]*\}")]
    private static partial Regex PathParameter();

    private static JsonObject Describe(string place, string name, string description, JsonNode schema) => new()
    {
        ["name"] = name,
        ["in"] = place,
        ["required"] = place == "path",
        ["description"] = description,
        ["schema"] = schema,
    };

    private static JsonObject Text(int? longest = null) =>
        longest is null ? new() { ["type"] = "string" } : new() { ["type"] = "string", ["maxLength"] = longest };

    private IEnumerable<JsonNode> Parameters()
    {
        foreach (Match parameter in PathParameter().Matches(operation.Path))
        {
            string name = parameter.Groups[1].Value;
            yield return Describe("path", name, name.EndsWith("id", StringComparison.OrdinalIgnoreCase) ? "Identifier from an earlier reply" : $"Name of the {name}", Text());
        }

        foreach (ParameterAttribute parameter in operation.Parameters)
        {
            yield return Describe(parameter.Header ? "header" : "query", parameter.Name, parameter.Description, SchemaOf(parameter));
        }

        if (_description.Idempotent)
        {
            yield return Describe("header", "Idempotency-Key", "Makes a repeat of the request give the first reply again", Text(255));
        }

        if (_description.Conditional)
        {
            yield return Describe("header", "If-None-Match", "The ETag of the copy at hand; 304 when it is still good", Text());
        }

        if (_description.Guarded)
        {
            yield return Describe("header", "If-Match", "The ETag that the job must still have; 412 when it has not", Text());
        }
    }

    private JsonObject SchemaOf(ParameterAttribute parameter)
    {
        JsonObject schema = schemas.SchemaOf(parameter.Type).DeepClone().AsObject();
        if (!double.IsNaN(parameter.Minimum))
        {
            schema["minimum"] = parameter.Minimum;
        }

        if (!double.IsNaN(parameter.Maximum))
        {
            schema["maximum"] = parameter.Maximum;
        }

        if (parameter.Values.Length > 0)
        {
            schema["enum"] = new JsonArray([.. parameter.Values.Select(value => (JsonNode)value)]);
        }

        return parameter.Repeated ? new JsonObject { ["type"] = "array", ["items"] = schema } : schema;
    }

    private JsonObject? Body()
    {
        RequestBodyAttribute[] bodies = [.. operation.Function.GetCustomAttributes<RequestBodyAttribute>()];
        return bodies.Length == 0 ? null : new JsonObject
        {
            ["required"] = !bodies.Any(body => body.Optional),
            ["content"] = new JsonObject(bodies.Select(body => KeyValuePair.Create<string, JsonNode?>(
                body.MediaType, new JsonObject { ["schema"] = schemas.SchemaOf(body.Body, received: true) }))),
        };
    }

    private JsonObject Responses()
    {
        SortedDictionary<int, JsonObject> responses = [];
        foreach (ReplyAttribute reply in operation.Replies)
        {
            JsonObject response = responses.GetValueOrDefault(reply.Status) ?? new JsonObject { ["description"] = reply.Description };
            responses[reply.Status] = response;
            if (reply.MediaType is not null)
            {
                JsonObject content = response["content"]?.AsObject() ?? [];
                response["content"] = content;
                content[reply.MediaType] = reply.Body is null ? new JsonObject() : new JsonObject { ["schema"] = schemas.SchemaOf(reply.Body) };
            }
        }

        if (_description.Conditional)
        {
            responses.TryAdd(StatusCodes.Status304NotModified, new JsonObject { ["description"] = "The copy at hand is still good" });
        }

        foreach (int status in Refusals())
        {
            AddRefusal(responses, status);
        }

        return new JsonObject(responses.Select(response =>
            KeyValuePair.Create<string, JsonNode?>(response.Key.ToString(CultureInfo.InvariantCulture), response.Value)));
    }

    private void AddRefusal(SortedDictionary<int, JsonObject> responses, int status)
    {
        JsonObject response = responses.GetValueOrDefault(status) ?? new JsonObject { ["description"] = ProblemDocument.TitleOf(status) };
        responses[status] = response;
        JsonObject content = response["content"]?.AsObject() ?? [];
        response["content"] = content;
        content[api.RefusalMediaType] = new JsonObject { ["schema"] = schemas.SchemaOf(api.Refusal) };
    }

    private IEnumerable<int> Refusals()
    {
        List<int> statuses = [.. _description.Refusals, StatusCodes.Status500InternalServerError];
        if (!_description.Public && !operation.NeedsMasterKey)
        {
            statuses.AddRange([StatusCodes.Status401Unauthorized, StatusCodes.Status429TooManyRequests]);
            if (!_description.ForRunners && _description.Scopes != KeyScopes.All)
            {
                statuses.Add(StatusCodes.Status403Forbidden);
            }
        }

        if (_description.Idempotent)
        {
            statuses.AddRange([BadRequest, StatusCodes.Status409Conflict, StatusCodes.Status422UnprocessableEntity]);
        }

        if (_description.Guarded)
        {
            statuses.AddRange([BadRequest, StatusCodes.Status412PreconditionFailed]);
        }

        return statuses.Distinct().Order();
    }
}
