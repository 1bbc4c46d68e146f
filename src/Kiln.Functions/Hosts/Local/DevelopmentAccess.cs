using System.Security.Cryptography;
using Kiln.Functions.Configuration;
using Kiln.Storage.ApiKeys;
using Kiln.Storage.Credits;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Hosts;

/// <summary>
/// Gives the local host an organisation to work with at its first start: a key, kept in the file <c>development-key</c> of the data
/// directory that only its owner can read, and credits. The environment variable <c>KILN_API_KEY</c> names the key instead.
/// </summary>
internal sealed class DevelopmentAccess(
    ApiKeyStore keys, AccountStore accounts, IConfiguration configuration, IOptions<KilnOptions> options) : IHostedService
{
    private const string Organisation = "development";

    /// <summary>Fixed, so that the grant of every later start is the first one's repeat.</summary>
    private const string GrantId = "00000000-0000-7000-8000-00000000d0e5";

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        string directory = Path.GetFullPath(configuration["Kiln:Data"] ?? "./.kiln");
        Directory.CreateDirectory(directory);
        string file = Path.Combine(directory, "development-key");
        string? configured = configuration["KILN_API_KEY"];
        string key = !string.IsNullOrWhiteSpace(configured) ? configured
            : File.Exists(file) ? (await File.ReadAllTextAsync(file, cancellationToken)).Trim()
            : $"kiln_test_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}";
        await keys.ImportAsync(Organisation, "development", key, scopes: null, cancellationToken);
        if (options.Value.DevelopmentCredits > 0)
        {
            await accounts.GrantAsync(Organisation, GrantId, options.Value.DevelopmentCredits, "development");
        }

        await WriteAsync(file, key, cancellationToken);
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Written aside and moved into place: a reader finds a whole key or none.</summary>
    private static async Task WriteAsync(string file, string key, CancellationToken cancellationToken)
    {
        string aside = file + ".new";
        FileStreamOptions owner = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            owner.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (FileStream stream = new(aside, owner))
        {
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(key + "\n"), cancellationToken);
        }

        File.Move(aside, file, overwrite: true);
    }
}
