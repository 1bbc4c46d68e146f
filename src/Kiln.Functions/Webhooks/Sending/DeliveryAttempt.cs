using System.Net.Http.Headers;

namespace Kiln.Functions.Webhooks.Sending;

/// <summary>What came of sending an event once.</summary>
/// <param name="Accepted">True when the destination took it.</param>
/// <param name="ResponseStatus">HTTP status of the answer; null when none came.</param>
/// <param name="Error">What went wrong, in the service's own words: nothing that the destination sent is in it. Null when nothing did.</param>
internal sealed record DeliveryAttempt(bool Accepted, int? ResponseStatus, string? Error)
{
    /// <summary>The longest wait that a destination may ask for.</summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(24);

    /// <summary>How long the destination asks to be left alone, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The destination would refuse the same again, however often it is sent.</summary>
    public bool RefusedForGood { get; init; }

    /// <summary>The destination wants nothing sent to it any more.</summary>
    public bool Gone => ResponseStatus == StatusCodes.Status410Gone;

    /// <summary>The wait that a <c>Retry-After</c> header asks for, at most <see cref="LongestRetryAfter"/>; null when it says nothing.</summary>
    public static TimeSpan? ReadRetryAfter(string header, DateTimeOffset now)
    {
        TimeSpan? wait = RetryConditionHeaderValue.TryParse(header, out RetryConditionHeaderValue? value)
            ? value.Delta ?? value.Date - now
            : null;
        return wait > LongestRetryAfter ? LongestRetryAfter : wait;
    }
}
