using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Kiln.Functions.Http;
using Kiln.Functions.Webhooks.Delivery;
using Kiln.Lifecycle.Events;

namespace Kiln.Functions.Webhooks.Sending;

/// <summary>
/// An event of the log of a job or batch as a CloudEvent 1.0 in structured JSON. It follows from the log alone, so every attempt and every replay
/// has the same body.
/// </summary>
internal static class JobCloudEvent
{
    /// <summary>What the types of this service's events begin with; the lifecycle's own type follows.</summary>
    public const string TypePrefix = "kiln.";

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Identifier of an event: unique with its source, the same on every way.</summary>
    public static string IdOf(string jobId, long sequence) => string.Create(CultureInfo.InvariantCulture, $"{jobId}/{sequence}");

    /// <summary>Where the events of a log come from, as a URI reference.</summary>
    public static string SourceOf(EventLog log) =>
        $"/organisations/{log.OrganisationId}/{(log.Kind == EventLogKind.Batch ? "batches" : "jobs")}/{log.Id}";

    public static WebhookMessage Write(EventLog log, JobEvent happened)
    {
        using MemoryStream body = new();
        using (Utf8JsonWriter json = new(body, Writing))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", IdOf(log.Id, happened.Sequence));
            json.WriteString("source", SourceOf(log));
            json.WriteString("type", TypePrefix + happened.Type);
            json.WriteString("time", Json.Text(happened.Time));
            json.WriteString("subject", log.Id);
            json.WriteString("datacontenttype", "application/json");

            // Extension attributes are compared as text, so the number is padded.
            json.WriteString("sequence", happened.Sequence.ToString("D10", CultureInfo.InvariantCulture));
            if (log.TraceParent is not null)
            {
                json.WriteString("traceparent", log.TraceParent);
            }

            json.WritePropertyName("data");
            WriteData(json, log, happened);
            json.WriteEndObject();
        }

        return new WebhookMessage(IdOf(log.Id, happened.Sequence), body.ToArray(), log.TraceParent);
    }

    /// <summary>The event's data: identifier of the job or batch, type and state as of the event, and what the event itself tells.</summary>
    public static void WriteData(Utf8JsonWriter json, EventLog log, JobEvent happened)
    {
        json.WriteStartObject();
        json.WriteString(log.Kind == EventLogKind.Batch ? "batchId" : "jobId", log.Id);
        json.WriteString("jobType", log.Type);
        json.WriteString("status", log.StatusAt(happened.Sequence));
        json.WriteNumber("sequence", happened.Sequence);
        json.WritePropertyName("detail");
        if (happened.Data is { } detail)
        {
            detail.WriteTo(json);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteEndObject();
    }
}
