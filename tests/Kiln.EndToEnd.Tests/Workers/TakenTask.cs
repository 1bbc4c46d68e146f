using System.Text.Json.Nodes;

namespace Kiln.EndToEnd.Tests.Workers;

/// <summary>A task as a worker got it.</summary>
internal sealed record TakenTask(JsonNode Payload)
{
    public string JobId => Payload["job_id"]!.GetValue<string>();

    public string TaskId => Payload["task_id"]!.GetValue<string>();

    public string Token => Payload["lease_token"]!.GetValue<string>();
}
