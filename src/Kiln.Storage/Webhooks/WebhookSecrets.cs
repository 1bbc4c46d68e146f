using System.Security.Cryptography;

namespace Kiln.Storage.Webhooks;

/// <summary>
/// The secrets that deliveries are signed with. Kept in clear, since signing needs them; each is <c>whsec_</c> and the base64 of 32
/// random bytes, as Standard Webhooks has it.
/// </summary>
/// <param name="Current">The newest.</param>
/// <param name="Previous">The one before, while it is still good; null when there was no rotation.</param>
/// <param name="PreviousUntil">When the one before stops being used.</param>
public sealed record WebhookSecrets(string Current, string? Previous = null, DateTimeOffset? PreviousUntil = null)
{
    /// <summary>What every secret begins with; the rest is base64.</summary>
    public const string Prefix = "whsec_";

    private const int SecretBytes = 32;

    /// <summary>A first secret.</summary>
    public static WebhookSecrets Create() => new(NewSecret());

    /// <summary>A new secret, and the present one beside it for as long as receivers need to take the new one over.</summary>
    public WebhookSecrets Rotate(DateTimeOffset now, TimeSpan overlap) => new(NewSecret(), Current, now + overlap);

    /// <summary>The secrets to sign with at a time, the newest first.</summary>
    public IReadOnlyList<string> At(DateTimeOffset now) => Previous is not null && now < PreviousUntil ? [Current, Previous] : [Current];

    private static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));
}
