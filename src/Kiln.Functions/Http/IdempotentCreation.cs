using System.Security.Cryptography;
using System.Text;
using Kiln.Functions.Access;
using Kiln.Storage.Idempotency;

namespace Kiln.Functions.Http;

/// <summary>
/// Runs a POST that creates something under its <c>Idempotency-Key</c>: the same key and request give the first reply again,
/// another request is refused, and a repeat after a crash finishes what the first try began.
/// </summary>
public sealed class IdempotentCreation(IdempotencyStore keys)
{
    private const string Header = "Idempotency-Key";
    private const int LongestKey = 255;

    /// <summary>Serves the request, or repeats its reply.</summary>
    /// <param name="request">The request; its path is the key's scope.</param>
    /// <param name="caller">Who asks; keys are the organisation's own.</param>
    /// <param name="fingerprint">Text that is equal for equal requests: fields and content hash.</param>
    /// <param name="create">Creates the thing under the identifier given and answers the reply. May be repeated with the same one.</param>
    /// <param name="cancellationToken">Stops waiting; what was begun can be finished by a repeat.</param>
    internal async Task<IResult> RunAsync(
        HttpRequest request,
        Caller caller,
        string fingerprint,
        Func<string, Task<StoredReply>> create,
        CancellationToken cancellationToken)
    {
        string newId = Guid.CreateVersion7().ToString();
        if (KeyOf(request) is not { } key)
        {
            return new StoredReplyResult(await create(newId), replayed: false);
        }

        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(fingerprint)));
        switch (await keys.BeginAsync(caller.OrganisationId, ScopeOf(request), key, hash, newId, cancellationToken))
        {
            case IdempotencyDecision.Replay { Reply: var reply }:
                return new StoredReplyResult(reply, replayed: true);
            case IdempotencyDecision.Mismatch:
                throw new ApiException(
                    StatusCodes.Status422UnprocessableEntity,
                    ErrorCodes.IdempotencyKeyReused,
                    "The Idempotency-Key was used with another request");
            case IdempotencyDecision.Proceed { Claim: var claim }:
                return await ServeAsync(claim, create);
            default:
                throw new ApiException(
                    StatusCodes.Status409Conflict,
                    ErrorCodes.IdempotencyInFlight,
                    "The first request with this Idempotency-Key is still being served")
                {
                    RetryAfterSeconds = 1,
                };
        }
    }

    /// <summary>Whether a request carries a key that was used before and is kept; it is not said whether for the same request.</summary>
    internal async Task<bool> IsRepeatAsync(HttpRequest request, Caller caller, CancellationToken cancellationToken) =>
        KeyOf(request) is { } key && await keys.IsKnownAsync(caller.OrganisationId, ScopeOf(request), key, cancellationToken);

    private static string ScopeOf(HttpRequest request) => request.Path.Value ?? "/";

    private static string? KeyOf(HttpRequest request)
    {
        string? key = request.Headers[Header];
        if (key is null)
        {
            return null;
        }

        return key.Length is > 0 and <= LongestKey && key.All(c => c is > ' ' and <= '~')
            ? key
            : throw ApiException.BadRequest(
                ErrorCodes.ValidationError, $"{Header} must be 1 to {LongestKey} visible ASCII characters");
    }

    private async Task<IResult> ServeAsync(IdempotencyClaim claim, Func<string, Task<StoredReply>> create)
    {
        try
        {
            StoredReply reply = await create(claim.ResourceId);
            await keys.CompleteAsync(claim, reply, CancellationToken.None);
            return new StoredReplyResult(reply, replayed: false);
        }
        catch (ApiException)
        {
            await keys.ReleaseAsync(claim, CancellationToken.None);
            throw;
        }
        catch
        {
            keys.Abort(claim);
            throw;
        }
    }
}
