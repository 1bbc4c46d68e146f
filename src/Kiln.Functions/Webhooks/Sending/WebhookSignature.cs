using System.Security.Cryptography;
using System.Text;
using Kiln.Storage.Webhooks;

namespace Kiln.Functions.Webhooks.Sending;

/// <summary>
/// Signs deliveries as Standard Webhooks asks: <c>v1,</c> and the base64 of HMAC-SHA256 over <c>{id}.{timestamp}.{body}</c>, one
/// signature for each secret, joined by spaces.
/// </summary>
internal static class WebhookSignature
{
    /// <summary>The value of the header <c>webhook-signature</c>.</summary>
    /// <param name="id">The value of <c>webhook-id</c>.</param>
    /// <param name="timestamp">The value of <c>webhook-timestamp</c>: seconds since 1970.</param>
    /// <param name="body">The body, byte for byte.</param>
    /// <param name="secrets">One or more, each <c>whsec_</c> and base64.</param>
    public static string Sign(string id, string timestamp, ReadOnlySpan<byte> body, IReadOnlyList<string> secrets)
    {
        byte[] content = [.. Encoding.ASCII.GetBytes($"{id}.{timestamp}."), .. body];
        return string.Join(' ', secrets.Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(KeyOf(secret), content))}"));
    }

    private static byte[] KeyOf(string secret) => Convert.FromBase64String(secret[WebhookSecrets.Prefix.Length..]);
}
