using System.Globalization;
using System.Text.Json;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine.History;

namespace Kiln.LocalHost.Management;

/// <summary>The status of an instance as the official extension writes it.</summary>
internal static class StatusPayload
{
    /// <summary>Writes it.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="instance">The instance, read with inputs and outputs.</param>
    /// <param name="showInput">Whether its input is shown.</param>
    /// <param name="history">Its history, or null to leave that out.</param>
    /// <param name="showHistoryOutput">Whether the history shows results.</param>
    public static void Write(
        Utf8JsonWriter json,
        OrchestrationMetadata instance,
        bool showInput,
        IReadOnlyList<HistoryEvent>? history,
        bool showHistoryOutput)
    {
        json.WriteStartObject();
        json.WriteString("name", instance.Name);
        json.WriteString("instanceId", instance.InstanceId);
        json.WriteString("runtimeStatus", instance.RuntimeStatus.ToString());
        json.WriteSerialized("input", showInput ? instance.SerializedInput : null);
        json.WriteSerialized("customStatus", instance.SerializedCustomStatus);
        if (instance is { SerializedOutput: null, FailureDetails: { } failure })
        {
            json.WriteString("output", failure.ToString());
        }
        else
        {
            json.WriteSerialized("output", instance.SerializedOutput);
        }

        json.WriteString("createdTime", Seconds(instance.CreatedAt));
        json.WriteString("lastUpdatedTime", Seconds(instance.LastUpdatedAt));
        if (history is not null)
        {
            HistoryPayload.Write(json, history, showHistoryOutput);
        }

        json.WriteEndObject();
    }

    private static string Seconds(DateTimeOffset time) => time.UtcDateTime.ToString("s", CultureInfo.InvariantCulture) + "Z";
}
