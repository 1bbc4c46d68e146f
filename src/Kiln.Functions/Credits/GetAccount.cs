using System.Text.Json.Serialization;
using Kiln.Functions.Access;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Storage.ApiKeys;
using Kiln.Storage.Credits;

namespace Kiln.Functions.Credits;

/// <summary>The organisation's credits.</summary>
public sealed class GetAccount(Authentication authentication, AccountStore accounts)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;
    private const int MostReservations = 200;

    /// <summary><c>GET /api/account?limit=50&amp;cursor=…</c>: balance, open reservations, a page of the ledger.</summary>
    [Function("GetAccount")]
    [Operation("Shows the balance, open reservations and a page of the ledger", Scopes = KeyScopes.Account, Refusals = [422])]
    [Parameter("limit", typeof(int), "Entries of a page, 50 by default", Minimum = 1, Maximum = 200)]
    [Parameter("cursor", typeof(string), "The next of the page before")]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<AccountPayload>))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/account")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        QueryReader reader = new(request);
        int limit = reader.Integer("limit", 1, MaxLimit, DefaultLimit);
        reader.ThrowIfFaulty();
        List<EntryPayload> open = [];
        await foreach (LedgerEntry entry in accounts.ListOpenAsync(caller.OrganisationId, cancellationToken))
        {
            open.Add(EntryPayload.Of(entry));
            if (open.Count == MostReservations)
            {
                break;
            }
        }

        LedgerPage page = await ReadLedgerAsync(caller, limit, reader.Text("cursor"), cancellationToken);
        Account account = await accounts.GetAsync(caller.OrganisationId);
        return Json.Data(new AccountPayload(
            new BalancePayload(account.Granted, account.Charged, account.Reserved, account.Available),
            open,
            [.. page.Entries.Select(EntryPayload.Of)],
            page.Cursor));
    }

    private async Task<LedgerPage> ReadLedgerAsync(Caller caller, int limit, string? cursor, CancellationToken cancellationToken)
    {
        try
        {
            return await accounts.ListAsync(caller.OrganisationId, limit, cursor, cancellationToken);
        }
        catch (ArgumentException)
        {
            throw ApiException.Unprocessable([new FieldFault("cursor", "Must be the next of a page before")]);
        }
    }

    private sealed record AccountPayload(
        [property: JsonPropertyName("balance")] BalancePayload Balance,
        [property: JsonPropertyName("reservations")] IReadOnlyList<EntryPayload> Reservations,
        [property: JsonPropertyName("ledger")] IReadOnlyList<EntryPayload> Ledger,
        [property: JsonPropertyName("next")] string? Next);

    private sealed record BalancePayload(
        [property: JsonPropertyName("granted")] long Granted,
        [property: JsonPropertyName("charged")] long Charged,
        [property: JsonPropertyName("reserved")] long Reserved,
        [property: JsonPropertyName("available")] long Available);

    private sealed record EntryPayload(
        [property: JsonPropertyName("kind")] string Kind,
        [property: JsonPropertyName("amount")] long Amount,
        [property: JsonPropertyName("sourceId")] string SourceId,
        [property: JsonPropertyName("reservation")] int Reservation,
        [property: JsonPropertyName("time")] DateTimeOffset Time,
        [property: JsonPropertyName("note")] string? Note)
    {
        public static EntryPayload Of(LedgerEntry entry) => new(
            entry.Kind.ToString().ToLowerInvariant(), entry.Amount, entry.SourceId, entry.Reservation, entry.Time, entry.Note);
    }
}
