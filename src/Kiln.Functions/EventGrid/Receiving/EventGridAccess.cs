using System.Security.Cryptography;
using System.Text;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.EventGrid.Receiving;

/// <summary>Lets deliveries of Event Grid in by a secret of their own, which opens nothing else.</summary>
public sealed class EventGridAccess(IOptions<KilnOptions> options)
{
    /// <summary>The query parameter that carries the secret, as keys of functions do.</summary>
    public const string Parameter = "code";

    /// <summary>The header that carries it, for subscriptions that keep secrets out of URLs.</summary>
    public const string Header = "x-kiln-delivery-key";

    /// <summary>Refuses with 401, which Event Grid does not repeat, whoever has no such secret; everybody, when none is set.</summary>
    public void Require(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        string? sent = request.Headers[Header].Count > 0 ? request.Headers[Header] : request.Query[Parameter];
        if (!options.Value.EventGrid.DeliveryKeys.Any(key => key.Length > 0 && AreEqual(key, sent ?? "")))
        {
            throw new ApiException(
                StatusCodes.Status401Unauthorized,
                ErrorCodes.AuthenticationRequired,
                $"Send one of the keys of the setting Kiln:EventGrid:DeliveryKeys as {Parameter} in the URL or in the header {Header}");
        }
    }

    private static bool AreEqual(string key, string sent) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(key)), SHA256.HashData(Encoding.UTF8.GetBytes(sent)));
}
