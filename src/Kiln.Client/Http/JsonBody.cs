using System.Text.Json.Nodes;

namespace Kiln.Client.Http;

/// <summary>A JSON document as the body of a request.</summary>
internal static class JsonBody
{
    /// <summary>The body.</summary>
    public static StringContent Of(JsonNode document) => new(document.ToJsonString(), null, "application/json");
}
