namespace Kiln.Storage.Credits;

/// <summary>What a sweep of an organisation's credits found and did.</summary>
/// <param name="Settled">Jobs whose decision the ledger now follows.</param>
/// <param name="Refunded">Reservations without a job or a run that were given back.</param>
/// <param name="Conflicts">What contradicts the ledger and needs somebody to look; each a sentence.</param>
public sealed record CreditSweep(int Settled, int Refunded, IReadOnlyList<string> Conflicts);
