using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Kiln.Lifecycle.Jobs;

namespace Kiln.Functions.Surfaces.Lynx.Telemetry;

/// <summary>
/// The right to send one attempt's samples, as part of a URL: it names the attempt and proves that whoever made it knew the lease's
/// token, without giving the token away.
/// </summary>
/// <param name="OrganisationId">The owner.</param>
/// <param name="JobId">The run's job.</param>
/// <param name="Proof">The proof.</param>
internal sealed record TelemetryPermission(string OrganisationId, string JobId, string Proof)
{
    /// <summary>The permission of an attempt.</summary>
    public static TelemetryPermission Of(Job job, string token) => new(job.OrganisationId, job.Id, ProofOf(job.Id, token));

    /// <summary>Reads a permission; null when the text is none.</summary>
    public static TelemetryPermission? Parse(string text)
    {
        if (!Base64Url.IsValid(text))
        {
            return null;
        }

        string[] parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('/');
        return parts.Length == 3 ? new TelemetryPermission(parts[0], parts[1], parts[2]) : null;
    }

    /// <summary>Whether it is of the attempt with this token.</summary>
    public bool IsOf(string? token) => token is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Proof), Encoding.UTF8.GetBytes(ProofOf(JobId, token)));

    /// <inheritdoc/>
    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{OrganisationId}/{JobId}/{Proof}"));

    private static string ProofOf(string jobId, string token) => Convert.ToHexStringLower(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes($"telemetry:{jobId}")));
}
