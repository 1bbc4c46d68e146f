using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Kiln.Lifecycle.Failures;

/// <summary>How failed attempts are repeated: exponential back-off with jitter, capped.</summary>
/// <param name="MaxAttempts">Total tries, at least 1.</param>
/// <param name="FirstDelay">Wait before the second attempt.</param>
/// <param name="Factor">Growth from one wait to the next, at least 1.</param>
/// <param name="MaxDelay">Longest wait.</param>
public sealed record RetryPolicy(int MaxAttempts, TimeSpan FirstDelay, double Factor, TimeSpan MaxDelay)
{
    /// <summary>How far jitter moves a wait, as a share of it, up or down.</summary>
    private const double Jitter = 0.2;

    /// <summary>One try.</summary>
    public static RetryPolicy None { get; } = new(1, TimeSpan.Zero, 1, TimeSpan.Zero);

    /// <summary>
    /// The wait after a failed attempt (counted from 1). The jitter comes from the attempt's identity alone, so a repeated command
    /// computes the same time.
    /// </summary>
    public TimeSpan DelayAfter(string taskId, int attempt)
    {
        double seconds = Math.Min(FirstDelay.TotalSeconds * Math.Pow(Factor, attempt - 1), MaxDelay.TotalSeconds);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{taskId}:{attempt}"), hash);
        double unit = BinaryPrimitives.ReadUInt32LittleEndian(hash) / (double)uint.MaxValue;
        return TimeSpan.FromSeconds(seconds * (1 + (Jitter * ((2 * unit) - 1))));
    }
}
