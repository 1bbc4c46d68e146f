namespace Kiln.Functions.Webhooks.Delivery;

/// <summary>Whose log it is.</summary>
internal enum EventLogKind
{
    /// <summary>A job's.</summary>
    Job,

    /// <summary>A batch's.</summary>
    Batch,
}
