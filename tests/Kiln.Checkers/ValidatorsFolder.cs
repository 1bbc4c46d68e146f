using System.Reflection;
using System.Security.Cryptography;

namespace Kiln.Checkers;

/// <summary>The npm project <c>tests/validators</c>, installed once for all test processes that run at the same time.</summary>
public static class ValidatorsFolder
{
    /// <summary>The project's folder.</summary>
    public static string Path { get; } = typeof(ValidatorsFolder).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "ValidatorsFolder").Value!;

    /// <summary>
    /// Runs <c>npm ci</c> unless the packages of exactly this lock file are there. A lock on a file, which the system frees when
    /// a process dies, keeps several test processes from installing at once.
    /// </summary>
    /// <returns>The project's folder.</returns>
    public static async Task<string> EnsureInstalledAsync()
    {
        string lockFile = System.IO.Path.Combine(Path, "package-lock.json");
        string wanted = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(lockFile).ConfigureAwait(false)));
        string marker = System.IO.Path.Combine(Path, "node_modules", ".kiln-installed");
        if (await IsInstalledAsync(marker, wanted).ConfigureAwait(false))
        {
            return Path;
        }

        using FileStream guard = await InstallationLock.TakeAsync(System.IO.Path.Combine(Path, ".install-lock")).ConfigureAwait(false);
        if (!await IsInstalledAsync(marker, wanted).ConfigureAwait(false))
        {
            await InstallAsync().ConfigureAwait(false);
            await File.WriteAllTextAsync(marker, wanted).ConfigureAwait(false);
        }

        return Path;
    }

    private static async Task<bool> IsInstalledAsync(string marker, string wanted) =>
        File.Exists(marker) && await File.ReadAllTextAsync(marker).ConfigureAwait(false) == wanted;

    private static Task InstallAsync() =>
        OutsideProgram.RunAsync(Path, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
}
