namespace Kiln.Functions.Webhooks.Delivery;

/// <summary>The durable names of deliveries. Histories hold them: never change one.</summary>
public static class DeliveryNames
{
    /// <summary>Brings the events of one job to one destination.</summary>
    public const string Orchestrator = "DeliveryOrchestrator";

    /// <summary>Sends what is due.</summary>
    public const string DeliverEvents = "DeliverEvents";

    /// <summary>The event that makes a waiting orchestration look again.</summary>
    public const string WakeEvent = "wake";

    /// <summary>The event that says that what was under way has been sent.</summary>
    public const string SentEvent = "sent";
}
