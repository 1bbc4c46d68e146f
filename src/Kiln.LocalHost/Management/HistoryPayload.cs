using System.Text.Json;
using Kiln.LocalHost.Engine.History;

namespace Kiln.LocalHost.Management;

/// <summary>
/// The history of an instance as the official extension shows it: what was scheduled is not an entry of its own, but gives its outcome
/// the name and the time.
/// </summary>
internal static class HistoryPayload
{
    /// <summary>Writes the member <c>historyEvents</c>.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<HistoryEvent> history, bool showOutput)
    {
        Dictionary<int, Scheduled> scheduled = [];
        json.WriteStartArray("historyEvents");
        foreach (HistoryEvent entry in history)
        {
            switch (entry)
            {
                case OrchestratorStarted:
                    break;
                case TaskScheduled task:
                    scheduled[task.TaskId] = new Scheduled(task.Name, task.Timestamp, null);
                    break;
                case SubOrchestrationInstanceCreated child:
                    scheduled[child.TaskId] = new Scheduled(child.Name, child.Timestamp, null);
                    break;
                case TimerCreated timer:
                    scheduled[timer.TaskId] = new Scheduled(null, timer.Timestamp, timer.FireAt);
                    break;
                default:
                    json.WriteStartObject();
                    json.WriteString("EventType", entry.EventType);
                    WriteMembers(json, entry, scheduled, showOutput);
                    json.WriteString("Timestamp", entry.Timestamp);
                    json.WriteEndObject();
                    break;
            }
        }

        json.WriteEndArray();
    }

    private static void WriteMembers(Utf8JsonWriter json, HistoryEvent entry, Dictionary<int, Scheduled> scheduled, bool showOutput)
    {
        switch (entry)
        {
            case ExecutionStarted started:
                json.WriteString("FunctionName", started.Name);
                break;
            case TaskCompleted task:
                WriteScheduled(json, scheduled, task.TaskId);
                WriteOutput(json, "Result", task.Result, showOutput);
                break;
            case TaskFailed task:
                WriteScheduled(json, scheduled, task.TaskId);
                json.WriteString("Reason", task.Failure.ErrorMessage);
                break;
            case SubOrchestrationInstanceCompleted child:
                WriteScheduled(json, scheduled, child.TaskId);
                WriteOutput(json, "Result", child.Result, showOutput);
                break;
            case SubOrchestrationInstanceFailed child:
                WriteScheduled(json, scheduled, child.TaskId);
                json.WriteString("Reason", child.Failure.ErrorMessage);
                break;
            case TimerFired timer:
                WriteScheduled(json, scheduled, timer.TaskId);
                break;
            case EventRaised raised:
                json.WriteString("Name", raised.Name);
                WriteOutput(json, "Input", raised.Input, showOutput);
                break;
            case EventSent sent:
                json.WriteString("Name", sent.Name);
                json.WriteString("InstanceId", sent.InstanceId);
                break;
            case ExecutionSuspended suspended:
                json.WriteString("Reason", suspended.Reason);
                break;
            case ExecutionResumed resumed:
                json.WriteString("Reason", resumed.Reason);
                break;
            case ExecutionRewound rewound:
                json.WriteString("Reason", rewound.Reason);
                break;
            case ExecutionCompleted completed:
                json.WriteString("OrchestrationStatus", completed.Status.ToString());
                WriteOutput(json, "Result", completed.Result, showOutput);
                break;
        }
    }

    private static void WriteScheduled(Utf8JsonWriter json, Dictionary<int, Scheduled> scheduled, int taskId)
    {
        if (!scheduled.TryGetValue(taskId, out Scheduled? origin))
        {
            return;
        }

        if (origin.Name is { } name)
        {
            json.WriteString("FunctionName", name);
        }

        if (origin.FireAt is { } fireAt)
        {
            json.WriteString("FireAt", fireAt);
        }

        json.WriteString("ScheduledTime", origin.Time);
    }

    private static void WriteOutput(Utf8JsonWriter json, string name, string? serialized, bool showOutput)
    {
        if (showOutput)
        {
            json.WriteSerialized(name, serialized);
        }
    }

    private sealed record Scheduled(string? Name, DateTime Time, DateTime? FireAt);
}
