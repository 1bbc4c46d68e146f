namespace Kiln.Functions.Webhooks.Delivery;

/// <summary>What a delivery's orchestration does next.</summary>
/// <param name="Ended">Nothing will ever follow, unless the job or somebody asks anew.</param>
/// <param name="LookAt">When to look again, in UTC; null to wait until woken.</param>
/// <param name="UnderWay">A process is sending: wait until told that it is done, and let nothing else begin meanwhile.</param>
public sealed record DeliveryStep(bool Ended, DateTime? LookAt = null, bool UnderWay = false)
{
    internal static DeliveryStep End { get; } = new(true);

    internal static DeliveryStep Wait { get; } = new(false);

    internal static DeliveryStep At(DateTimeOffset time) => new(false, time.UtcDateTime);

    internal static DeliveryStep UnderWayUntil(DateTimeOffset latest) => new(false, latest.UtcDateTime, UnderWay: true);
}
