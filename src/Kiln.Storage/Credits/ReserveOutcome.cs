namespace Kiln.Storage.Credits;

/// <summary>What became of an attempt to reserve credits.</summary>
public enum ReserveOutcome
{
    /// <summary>They are held, by this call or an earlier one.</summary>
    Reserved,

    /// <summary>The account has too few.</summary>
    InsufficientCredits,

    /// <summary>This reservation was made and settled before; it cannot be made again.</summary>
    Settled,
}
