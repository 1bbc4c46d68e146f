using System.Text.Json.Nodes;
using Kiln.Functions.OpenApi;

namespace Kiln.Functions.EventGrid.Receiving;

/// <summary>A delivery of Event Grid: an array of events in its own schema, a CloudEvent, or an array of those.</summary>
internal sealed class BlobEventDocument : ISchemaSource
{
    /// <inheritdoc />
    public JsonObject Describe() => new()
    {
        ["type"] = new JsonArray("array", "object"),
        ["items"] = new JsonObject { ["type"] = "object" },
        ["description"] = "Events in the schema of Event Grid, or CloudEvents 1.0 by their media type",
    };
}
