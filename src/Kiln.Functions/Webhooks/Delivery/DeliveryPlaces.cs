using System.Threading.RateLimiting;
using Kiln.Functions.Configuration;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Webhooks.Delivery;

/// <summary>
/// Bounds the requests that this process has under way: to each host, so that one that hangs holds few, and in all. Who waits for a
/// place at a host holds none of the others.
/// </summary>
public sealed class DeliveryPlaces : IDisposable
{
    private readonly PartitionedRateLimiter<string> _hosts;
    private readonly PartitionedRateLimiter<string> _all;
    private readonly PartitionedRateLimiter<string> _both;

    /// <summary>Creates the places from the options.</summary>
    public DeliveryPlaces(IOptions<KilnOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        WebhookOptions settings = options.Value.Webhooks;
        _hosts = PartitionedRateLimiter.Create<string, string>(
            host => RateLimitPartition.GetConcurrencyLimiter(host, _ => Queued(settings.MostRequestsPerHost)));
        _all = PartitionedRateLimiter.Create<string, string>(
            _ => RateLimitPartition.GetConcurrencyLimiter("", _ => Queued(settings.MostRequests)));
        _both = PartitionedRateLimiter.CreateChained(_hosts, _all);
    }

    /// <summary>Takes a place at a host at once; the lease is not acquired when there is none.</summary>
    internal RateLimitLease TryTake(string host) => _both.AttemptAcquire(host);

    /// <summary>Waits for a place at a host, first come, first served.</summary>
    internal ValueTask<RateLimitLease> TakeAsync(string host, CancellationToken cancellationToken) =>
        _both.AcquireAsync(host, permitCount: 1, cancellationToken);

    /// <inheritdoc />
    public void Dispose()
    {
        _both.Dispose();
        _hosts.Dispose();
        _all.Dispose();
    }

    private static ConcurrencyLimiterOptions Queued(int most) => new()
    {
        PermitLimit = most,
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    };
}
