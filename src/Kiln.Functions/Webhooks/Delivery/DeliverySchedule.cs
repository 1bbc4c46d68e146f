using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Kiln.Functions.Webhooks.Delivery;

/// <summary>
/// When an event is sent again: the schedule that Standard Webhooks recommends, about three days in ten attempts. The jitter of ±10 %
/// follows from event, destination and attempt, so that it is the same when computed again.
/// </summary>
internal static class DeliverySchedule
{
    private const double Jitter = 0.1;

    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(5),
        TimeSpan.FromHours(10),
        TimeSpan.FromHours(14),
        TimeSpan.FromHours(20),
        TimeSpan.FromHours(24),
    ];

    /// <summary>The most attempts of an event.</summary>
    public static int MaximumAttempts => Delays.Length + 1;

    /// <summary>The wait after a failed attempt; null when it was the last one.</summary>
    /// <param name="attempts">Attempts made, from 1.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="destinationId">The destination.</param>
    /// <param name="retryAfter">What the destination asked for; the wait is never shorter.</param>
    public static TimeSpan? DelayAfter(int attempts, string eventId, string destinationId, TimeSpan? retryAfter)
    {
        if (attempts >= MaximumAttempts)
        {
            return null;
        }

        TimeSpan delay = Delays[attempts - 1] * (1 + (Jitter * Spread($"{destinationId} {eventId} {attempts}")));
        return retryAfter > delay ? retryAfter : delay;
    }

    /// <summary>A number between -1 and 1 that follows from a text.</summary>
    private static double Spread(string text)
    {
        uint hash = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return (2.0 * hash / uint.MaxValue) - 1;
    }
}
