using System.Globalization;
using System.Text.Json;
using Kiln.Functions.Http;

namespace Kiln.Functions.Events;

/// <summary>Reads a log for clients: a page at once, a long poll, or server-sent events.</summary>
internal static class EventFeed
{
    /// <summary>The longest that a reader may ask to wait for news.</summary>
    public const int LongestWaitSeconds = 20;

    private const int MostEvents = 500;
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>Answers a request for events of a log that the caller may see.</summary>
    public static async Task<IResult> AnswerAsync(HttpRequest request, IReadableLog log, CancellationToken cancellationToken)
    {
        bool streams = request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase));
        if (streams)
        {
            string? last = request.Headers["Last-Event-ID"];
            long from = last is null ? ReadNumber(request, "after", long.MaxValue) : ParseLast(last);
            bool nothingFollows = log.State.HasEnded && from >= log.State.LastSequence;
            return nothingFollows
                ? TypedResults.NoContent()
                : TypedResults.Stream(body => StreamAsync(body, log, from, cancellationToken), "text/event-stream");
        }

        long after = ReadNumber(request, "after", long.MaxValue);
        TimeSpan wait = TimeSpan.FromSeconds(ReadNumber(request, "wait", LongestWaitSeconds));
        LogState state = wait > TimeSpan.Zero ? await log.WaitAsync(after, wait, cancellationToken) ?? log.State : log.State;
        EventPayload[] events = await ReadAsync(log, after, cancellationToken);
        long end = events.Length > 0 ? events[^1].Sequence : after;
        return TypedResults.Json(new EventPage(events, new EventPageMeta(end, state.HasEnded && end >= state.LastSequence)), Json.Options);
    }

    private static async Task<EventPayload[]> ReadAsync(IReadableLog log, long after, CancellationToken cancellationToken) =>
        [.. (await log.ReadAsync(after, MostEvents, cancellationToken)).Select(EventPayload.Of)];

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

    private static async Task StreamAsync(Stream body, IReadableLog log, long after, CancellationToken cancellationToken)
    {
        await using StreamWriter writer = new(body, leaveOpen: true) { NewLine = "\n" };
        await writer.WriteAsync("retry: 1000\n\n");
        LogState state = log.State;
        while (true)
        {
            EventPayload[] events = await ReadAsync(log, after, cancellationToken);
            foreach (EventPayload happened in events)
            {
                string data = JsonSerializer.Serialize(happened, Json.Options);
                await writer.WriteAsync($"id: {happened.Sequence}\nevent: {happened.Type}\ndata: {data}\n\n");
                after = happened.Sequence;
            }

            await writer.FlushAsync(cancellationToken);
            if (events.Length > 0 && after < state.LastSequence)
            {
                continue;
            }

            // Nothing where something should be: what the log is of was deleted.
            if (state.HasEnded || after < state.LastSequence || await log.WaitAsync(after, KeepAlive, cancellationToken) is not { } current)
            {
                return;
            }

            if (current.LastSequence <= after)
            {
                await writer.WriteAsync(": still here\n\n");
            }

            state = current;
        }
    }
}
