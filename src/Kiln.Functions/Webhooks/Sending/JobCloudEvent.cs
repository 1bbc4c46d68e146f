using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Kiln.Functions.Http;
using Kiln.Functions.Jobs;
using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Jobs;

namespace Kiln.Functions.Webhooks.Sending;

/// <summary>
/// An event of a job's log as a CloudEvent 1.0 in structured JSON. It follows from the log alone, so every attempt and every replay
/// has the same body.
/// </summary>
internal static class JobCloudEvent
{
    /// <summary>What the types of this service's events begin with; the lifecycle's own type follows.</summary>
    public const string TypePrefix = "kiln.";

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Identifier of an event: unique with its source, the same on every way.</summary>
    public static string IdOf(string jobId, long sequence) => string.Create(CultureInfo.InvariantCulture, $"{jobId}/{sequence}");

    /// <summary>Where events of a job come from, as a URI reference.</summary>
    public static string SourceOf(Job job) => $"/organisations/{job.OrganisationId}/jobs/{job.Id}";

    public static WebhookMessage Write(Job job, JobEvent happened)
    {
        using MemoryStream body = new();
        using (Utf8JsonWriter json = new(body, Writing))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", IdOf(job.Id, happened.Sequence));
            json.WriteString("source", SourceOf(job));
            json.WriteString("type", TypePrefix + happened.Type);
            json.WriteString("time", Json.Text(happened.Time));
            json.WriteString("subject", job.Id);
            json.WriteString("datacontenttype", "application/json");

            // Extension attributes are compared as text, so the number is padded.
            json.WriteString("sequence", happened.Sequence.ToString("D10", CultureInfo.InvariantCulture));
            if (job.TraceParent is not null)
            {
                json.WriteString("traceparent", job.TraceParent);
            }

            json.WritePropertyName("data");
            WriteData(json, job, happened);
            json.WriteEndObject();
        }

        return new WebhookMessage(IdOf(job.Id, happened.Sequence), body.ToArray(), job.TraceParent);
    }

    /// <summary>The event's data: the job's identifier, type and state as of the event, and what the event itself tells.</summary>
    public static void WriteData(Utf8JsonWriter json, Job job, JobEvent happened)
    {
        json.WriteStartObject();
        json.WriteString("jobId", job.Id);
        json.WriteString("jobType", job.Type);
        json.WriteString("status", StatusAt(job, happened.Sequence));
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

    private static string StatusAt(Job job, long sequence)
    {
        for (int index = job.Events.Length - 1; index >= 0; index--)
        {
            if (job.Events[index].Sequence <= sequence && StateAfter(job.Events[index].Type) is { } state)
            {
                return JobWords.Of(state);
            }
        }

        return JobWords.Of(JobState.Accepted);
    }

    private static JobState? StateAfter(string eventType) => eventType switch
    {
        EventTypes.JobCreated => JobState.Accepted,
        EventTypes.JobPreparing => JobState.Preparing,
        EventTypes.JobHeld => JobState.Held,
        EventTypes.JobQueued or EventTypes.JobRetried => JobState.Queued,
        EventTypes.JobClaimed => JobState.Claimed,
        EventTypes.JobStarted => JobState.Running,
        EventTypes.JobSucceeded => JobState.Succeeded,
        EventTypes.JobFailed => JobState.Failed,
        EventTypes.JobTimedOut => JobState.TimedOut,
        EventTypes.JobCancelled => JobState.Cancelled,
        _ => null,
    };
}
