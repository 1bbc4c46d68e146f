namespace Kiln.Functions.Webhooks.Delivery;

/// <summary>What a delivery's orchestration does next.</summary>
/// <param name="Ended">Nothing will ever follow, unless the job or somebody asks anew.</param>
/// <param name="LookAt">When to look again, in UTC; null to wait until woken.</param>
public sealed record DeliveryStep(bool Ended, DateTime? LookAt = null)
{
    internal static DeliveryStep End { get; } = new(true);

    internal static DeliveryStep Wait { get; } = new(false);

    internal static DeliveryStep At(DateTimeOffset time) => new(false, time.UtcDateTime);
}
