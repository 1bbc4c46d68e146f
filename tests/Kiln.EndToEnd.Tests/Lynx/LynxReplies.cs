using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Lynx;

/// <summary>What tests ask of replies of the surface.</summary>
internal static class LynxReplies
{
    /// <summary>The body of a reply that must have a status.</summary>
    public static JsonNode Must(this ApiReply reply, HttpStatusCode status)
    {
        Assert.True(reply.Status == status, $"Expected HTTP {(int)status}, got {(int)reply.Status}: {Encoding.UTF8.GetString(reply.Content)}");
        return reply.Content.Length == 0 ? new JsonObject() : reply.Body;
    }

    /// <summary>The error of a reply that must have a status and a code, in the surface's shape.</summary>
    public static JsonNode MustFail(this ApiReply reply, HttpStatusCode status, string code)
    {
        JsonNode error = reply.Must(status)["error"]!;
        Assert.Equal(code, error["code"]!.GetValue<string>());
        Assert.NotEmpty(error["message"]!.GetValue<string>());
        return error;
    }

    /// <summary>The paths of the faults of a 400.</summary>
    public static string[] Paths(this ApiReply reply) =>
        [.. reply.MustFail(HttpStatusCode.BadRequest, "VALIDATION_ERROR")["details"]!.AsArray().Select(fault => fault!["path"]!.GetValue<string>())];

    public static string Text(this JsonNode node, string name) => node[name]!.GetValue<string>();

    public static int Int(this JsonNode node, string name) => node[name]!.GetValue<int>();
}
