using Kiln.Functions.OpenApi;

namespace Kiln.Functions.Events;

/// <summary>Describes a function that answers by an <see cref="EventFeed"/>.</summary>
internal sealed class ReadsLogAttribute : CommonOperationAttribute
{
    /// <inheritdoc />
    public override IReadOnlyList<ParameterAttribute> Parameters { get; } =
    [
        new("after", typeof(long), "Only events of a higher sequence number") { Minimum = 0 },
        new("wait", typeof(int), "Seconds to wait for news when there are none") { Minimum = 0, Maximum = EventFeed.LongestWaitSeconds },
        new("Last-Event-ID", typeof(long), "Where a stream goes on, instead of after") { Header = true },
    ];

    /// <inheritdoc />
    public override IReadOnlyList<ReplyAttribute> Replies { get; } =
    [
        new(StatusCodes.Status200OK, typeof(EventPage)),
        new(StatusCodes.Status200OK) { MediaType = "text/event-stream" },
        new(StatusCodes.Status204NoContent) { Description = "A stream that has nothing more to tell" },
    ];
}
