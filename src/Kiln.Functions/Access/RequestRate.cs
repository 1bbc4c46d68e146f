using System.Threading.RateLimiting;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Access;

/// <summary>
/// Limits the requests of each key to <see cref="KilnOptions.RequestsPerMinute"/>, as a bucket that refills about every second. Kept in
/// memory: each process of a scaled-out app counts for itself.
/// </summary>
public sealed class RequestRate : IDisposable
{
    private readonly PartitionedRateLimiter<Caller> _limiter;

    /// <summary>Creates the limits from the options.</summary>
    public RequestRate(IOptions<KilnOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        KilnOptions settings = options.Value;
        _limiter = PartitionedRateLimiter.Create<Caller, string>(caller => settings.IsUnlimited(caller.OrganisationId)
            ? RateLimitPartition.GetNoLimiter(caller.KeyId)
            : RateLimitPartition.GetTokenBucketLimiter(caller.KeyId, _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = settings.RequestsPerMinute,
                TokensPerPeriod = TokensPerRefill(settings),
                ReplenishmentPeriod = TimeSpan.FromMinutes((double)TokensPerRefill(settings) / settings.RequestsPerMinute),
            }));
    }

    /// <summary>Whole requests that fit in a second; the time between refills makes up for the rest.</summary>
    private static int TokensPerRefill(KilnOptions settings) => Math.Max(1, settings.RequestsPerMinute / 60);

    /// <inheritdoc />
    public void Dispose() => _limiter.Dispose();

    /// <summary>Counts a request; refuses with 429 when the key has none left.</summary>
    public void Require(Caller caller)
    {
        using RateLimitLease lease = _limiter.AttemptAcquire(caller);
        if (!lease.IsAcquired)
        {
            int seconds = lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait) ? (int)Math.Ceiling(wait.TotalSeconds) : 1;
            throw new ApiException(StatusCodes.Status429TooManyRequests, ErrorCodes.RateLimited, "Too many requests")
            {
                RetryAfterSeconds = Math.Max(1, seconds),
            };
        }
    }
}
