namespace Kiln.Lifecycle.Credits;

/// <summary>What became of a reservation. Decided once, in the write that ends the job.</summary>
public enum Settlement
{
    /// <summary>Not decided: the job is active.</summary>
    Open,

    /// <summary>The organisation pays.</summary>
    Charge,

    /// <summary>The organisation gets it back.</summary>
    Refund,
}
