namespace Kiln.Functions.Orchestration;

/// <summary>One that waits for a slot; the least is the next.</summary>
/// <param name="rank">Where its job stands.</param>
/// <param name="arrival">Tells the tasks of one job apart.</param>
internal sealed class SlotWaiter(SlotRank rank, long arrival) : IComparable<SlotWaiter>
{
    private readonly (int Last, string JobId, long Arrival) _order = (-rank.Priority, rank.JobId, arrival);

    /// <summary>True when the slot is there, false when the wait was given up.</summary>
    public TaskCompletionSource<bool> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc />
    public int CompareTo(SlotWaiter? other)
    {
        ArgumentNullException.ThrowIfNull(other);
        int order = _order.Last.CompareTo(other._order.Last);
        order = order != 0 ? order : string.CompareOrdinal(_order.JobId, other._order.JobId);
        return order != 0 ? order : _order.Arrival.CompareTo(other._order.Arrival);
    }
}
