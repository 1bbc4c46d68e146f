namespace Kiln.Storage.Webhooks;

/// <summary>What became of an event on its way to a destination.</summary>
public enum DeliveryStatus
{
    /// <summary>Tried in vain, and tried again at <see cref="DeliveryRecord.NextAttemptAt"/>.</summary>
    Retrying,

    /// <summary>The destination took it.</summary>
    Delivered,

    /// <summary>Given up after the last attempt, or because the destination is gone; a replay sends it again.</summary>
    DeadLettered,
}
