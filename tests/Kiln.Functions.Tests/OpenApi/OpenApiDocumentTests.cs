using System.Reflection;
using System.Text.Json.Nodes;
using Kiln.Functions.Conversions;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.LocalHost.Functions;

namespace Kiln.Functions.Tests.OpenApi;

/// <summary>The document says neither more nor less than the code does.</summary>
public sealed class OpenApiDocumentTests
{
    private static readonly string[] Verbs = ["get", "post", "put", "patch", "delete", "options"];
    private static readonly Assembly App = typeof(OpenApiDocument).Assembly;
    private static readonly Lazy<JsonObject> Document = new(() => OpenApiDocument.Create(App, ApiDescription.Own));

    public static TheoryData<string> Functions => new(HttpOperation.FindAll(App).Select(operation => operation.Name));

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_describes_itself(string name)
    {
        HttpOperation operation = HttpOperation.FindAll(App).Single(candidate => candidate.Name == name);

        Assert.True(operation.Description is not null, $"{name} has no [Operation]");
        Assert.False(operation.Description.Summary.EndsWith('.'), "A summary has no full stop");
        Assert.NotEmpty(operation.Replies);
        Assert.NotEmpty(operation.Methods);
    }

    [Fact]
    public void Every_route_of_the_code_is_in_the_document_and_back()
    {
        // Found another way than the document finds them: by the trigger on any parameter of any method.
        SortedSet<string> declared = new(StringComparer.Ordinal);
        foreach (ParameterInfo parameter in App.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static))
            .SelectMany(method => method.GetParameters()))
        {
            bool ofSurface = parameter.Member.DeclaringType!.Namespace?.Contains(".Surfaces.", StringComparison.Ordinal) == true;
            if (!ofSurface && parameter.GetCustomAttribute<HttpTriggerAttribute>() is { } trigger)
            {
                declared.UnionWith(trigger.Methods!.Select(method => $"{method} /{trigger.Route}"));
            }
        }

        Assert.Equal(declared, new SortedSet<string>(Operations().Select(operation => operation.Where), StringComparer.Ordinal));
    }

    [Fact]
    public void Every_reference_leads_to_a_schema()
    {
        string text = Document.Value.ToJsonString();
        JsonObject schemas = Document.Value["components"]!["schemas"]!.AsObject();
        string[] references = [.. text.Split("\"$ref\":\"").Skip(1).Select(rest => rest[..rest.IndexOf('"', StringComparison.Ordinal)])];

        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.True(
            schemas.ContainsKey(reference.Replace("#/components/schemas/", "", StringComparison.Ordinal)), reference));
    }

    [Fact]
    public void Identifiers_of_operations_are_unique_and_replies_are_described()
    {
        JsonObject[] operations = [.. Operations().Select(operation => operation.Written)];

        Assert.Equal("3.1.0", Document.Value["openapi"]!.GetValue<string>());
        Assert.Distinct(operations.Select(operation => operation["operationId"]!.GetValue<string>()));
        Assert.All(operations.SelectMany(operation => operation["responses"]!.AsObject()), response =>
            Assert.NotEmpty(response.Value!["description"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("/api/openapi.json", "get", null)]
    [InlineData("/api/conversions/pricing", "get", null)]
    [InlineData("/api/conversions", "post", "apiKey")]
    [InlineData("/api/operator/organisations/{organisation}/keys", "post", "masterKey")]
    public void Security_is_what_the_function_asks_for(string path, string method, string? scheme)
    {
        JsonArray security = Document.Value["paths"]![path]![method]!["security"]!.AsArray();

        Assert.Equal(scheme is null ? [] : [scheme], security.SelectMany(choice => choice!.AsObject()).Select(choice => choice.Key));
    }

    [Fact]
    public void A_refused_request_answers_a_problem_document()
    {
        JsonNode conflict = Document.Value["paths"]!["/api/conversions/{id}/cancel"]!["post"]!["responses"]!["409"]!;
        JsonNode problem = Document.Value["components"]!["schemas"]!["ProblemDocument"]!;

        Assert.Equal("#/components/schemas/ProblemDocument", conflict["content"]!["application/problem+json"]!["schema"]!["$ref"]!.GetValue<string>());
        Assert.Equal(
            ["error", "type", "title", "detail", "code", "errors", "traceId"],
            problem["required"]!.AsArray().Select(name => name!.GetValue<string>()));
    }

    [Fact]
    public void Times_and_absent_values_have_their_types()
    {
        JsonNode properties = Document.Value["components"]!["schemas"]!["JobPayload"]!["properties"]!;

        Assert.Equal("""{"type":"string","format":"date-time"}""", properties["createdAt"]!.ToJsonString());
        Assert.Equal("""{"type":["string","null"],"format":"date-time"}""", properties["startedAt"]!.ToJsonString());
        Assert.Equal("""["string","null"]""", properties["step"]!["type"]!.ToJsonString());
        Assert.Equal("null", properties["failure"]!["anyOf"]![1]!["type"]!.GetValue<string>());
    }

    public static TheoryData<string> Ranged =>
        new(SubmissionFields.All.Values.Where(candidate => candidate.Range is not null).Select(candidate => candidate.Name));

    [Theory]
    [MemberData(nameof(Ranged))]
    public void A_range_that_is_shown_is_the_range_that_is_checked(string name)
    {
        SubmissionField field = SubmissionFields.All[name];
        (double least, double most) = field.Range!.Value;
        double step = field.Kind == FieldKind.Integer ? 1 : 1e-6;

        Assert.Equal(field.AboveLeast, Refuses(least));
        Assert.False(Refuses(least + step));
        Assert.True(Refuses(least - step));
        Assert.False(Refuses(most));
        Assert.True(Refuses(most + step));

        bool Refuses(double value)
        {
            FieldReader reader = new(rejectUnknown: true);
            reader.AddText(name, value.ToString("R", System.Globalization.CultureInfo.InvariantCulture));
            if (name == "dynamic_friction")
            {
                reader.AddText("static_friction", "10");
            }
            else if (name == "static_friction")
            {
                reader.AddText("dynamic_friction", "0");
            }

            try
            {
                SubmittedParameters.From(reader, client: null, new());
                return false;
            }
            catch (ApiException refusal)
            {
                return refusal.Errors.Any(fault => fault.Field == name);
            }
        }
    }

    private static IEnumerable<(string Where, JsonObject Written)> Operations() => Document.Value["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject()
            .Where(method => Verbs.Contains(method.Key))
            .Select(method => ($"{method.Key} {path.Key}", method.Value!.AsObject())));
}
