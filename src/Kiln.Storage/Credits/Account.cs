namespace Kiln.Storage.Credits;

/// <summary>An organisation's credits.</summary>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="Granted">All that ever came in.</param>
/// <param name="Charged">All that was paid.</param>
/// <param name="Reserved">What is held for jobs that have not ended.</param>
public sealed record Account(string OrganisationId, long Granted, long Charged, long Reserved)
{
    /// <summary>What can still be reserved: granted, less charged, less reserved. Never negative.</summary>
    public long Available => Granted - Charged - Reserved;
}
