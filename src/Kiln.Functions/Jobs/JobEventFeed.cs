using System.Globalization;
using System.Text.Json;
using Kiln.Functions.Http;
using Kiln.Functions.Jobs.Payload;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Jobs;

namespace Kiln.Functions.Jobs;

/// <summary>Reads a job's log for clients: a page at once, a long poll, or server-sent events.</summary>
public sealed class JobEventFeed(JobStore jobs)
{
    private const int MostEvents = 500;
    private const int LongestWaitSeconds = 20;
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>Answers a request for events of a job that the caller may see.</summary>
    public async Task<IResult> AnswerAsync(HttpRequest request, Job job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(job);
        bool streams = request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase));
        if (streams)
        {
            string? last = request.Headers["Last-Event-ID"];
            long from = last is null ? ReadNumber(request, "after", long.MaxValue) : ParseLast(last);
            bool nothingFollows = job.State.IsTerminal() && from >= job.LastSequence;
            return nothingFollows
                ? TypedResults.NoContent()
                : TypedResults.Stream(body => StreamAsync(body, job, from, cancellationToken), "text/event-stream");
        }

        long after = ReadNumber(request, "after", long.MaxValue);
        TimeSpan wait = TimeSpan.FromSeconds(ReadNumber(request, "wait", LongestWaitSeconds));
        Job current = await WaitForNewsAsync(job, after, wait, cancellationToken);
        EventPayload[] events = [.. await AfterAsync(current, after, cancellationToken)];
        long end = events.Length > 0 ? events[^1].Sequence : after;
        bool terminal = current.State.IsTerminal() && end >= current.LastSequence;
        return TypedResults.Json(new EventPage(events, new EventPageMeta(end, terminal)), Json.Options);
    }

    private async Task<IEnumerable<EventPayload>> AfterAsync(Job job, long after, CancellationToken cancellationToken) =>
        (await jobs.ReadEventsAsync(job.OrganisationId, job.Id, after, MostEvents, cancellationToken)).Select(EventPayload.Of);

    private static long ParseLast(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long last)
            ? last
            : throw ApiException.BadRequest(ErrorCodes.ValidationError, "Last-Event-ID must be the sequence of an event");

    private static long ReadNumber(HttpRequest request, string name, long most)
    {
        string? text = request.Query[name];
        if (string.IsNullOrEmpty(text))
        {
            return 0;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value <= most
            ? value
            : throw ApiException.Unprocessable([new FieldFault(name, $"Must be an integer between 0 and {most}")]);
    }

    private async Task<Job> WaitForNewsAsync(Job job, long after, TimeSpan wait, CancellationToken cancellationToken) =>
        wait > TimeSpan.Zero
            ? await jobs.WaitAsync(job.OrganisationId, job.Id, after, wait, cancellationToken) ?? job
            : job;

    private async Task StreamAsync(Stream body, Job job, long after, CancellationToken cancellationToken)
    {
        await using StreamWriter writer = new(body, leaveOpen: true) { NewLine = "\n" };
        await writer.WriteAsync("retry: 1000\n\n");
        while (true)
        {
            EventPayload[] events = [.. await AfterAsync(job, after, cancellationToken)];
            foreach (EventPayload happened in events)
            {
                string data = JsonSerializer.Serialize(happened, Json.Options);
                await writer.WriteAsync($"id: {happened.Sequence}\nevent: {happened.Type}\ndata: {data}\n\n");
                after = happened.Sequence;
            }

            await writer.FlushAsync(cancellationToken);
            if (events.Length > 0 && after < job.LastSequence)
            {
                continue;
            }

            // Nothing where something should be: the job was deleted.
            if (job.State.IsTerminal() || after < job.LastSequence)
            {
                return;
            }

            Job current = await WaitForNewsAsync(job, after, KeepAlive, cancellationToken);
            if (current.LastSequence <= after)
            {
                await writer.WriteAsync(": still here\n\n");
            }

            job = current;
        }
    }
}
