using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kiln.LocalHost.Functions;
using Kiln.LocalHost.Hosting;
using Microsoft.AspNetCore.Http;

namespace Kiln.LocalHost.Http;

/// <summary>
/// The keys of this host, kept in <c>keys.json</c> of the data directory, readable by its owner only, and made at the first start.
/// A key grants its own level; the master key grants every level.
/// </summary>
internal sealed class HostKeys
{
    /// <summary>The system key of the durable management API.</summary>
    public const string DurableTaskExtension = "durabletask_extension";

    private const string HeaderName = "x-functions-key";
    private const string QueryName = "code";
    private readonly HostKeyFile _keys;
    private readonly string? _developmentKey;

    private HostKeys(HostKeyFile keys, string? developmentKey)
    {
        _keys = keys;
        _developmentKey = developmentKey;
    }

    /// <summary>The key that grants everything.</summary>
    public string MasterKey => _keys.MasterKey;

    /// <summary>The key of functions of level Function.</summary>
    public string DefaultFunctionKey => _keys.FunctionKeys["default"];

    /// <summary>A system key by name.</summary>
    public string SystemKey(string name) => _keys.SystemKeys[name];

    /// <summary>Reads the keys of a data directory, or makes them.</summary>
    /// <param name="dataPath">The data directory, which must exist.</param>
    /// <param name="developmentKey">A further function key, from configuration.</param>
    /// <exception cref="LocalHostException">The file is there but holds no keys.</exception>
    public static HostKeys Open(string dataPath, string? developmentKey)
    {
        string path = Path.Combine(dataPath, "keys.json");
        if (File.Exists(path))
        {
            return new HostKeys(Read(path), developmentKey);
        }

        HostKeyFile made = new(
            NewKey(),
            new Dictionary<string, string> { ["default"] = NewKey() },
            new Dictionary<string, string> { [DurableTaskExtension] = NewKey() });
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(made, HostKeyJsonContext.Default.HostKeyFile));
        return new HostKeys(made, developmentKey);
    }

    /// <summary>Whether a request carries a key that grants a level.</summary>
    public bool Grants(HttpRequest request, AuthorizationLevel level) => level switch
    {
        AuthorizationLevel.Anonymous => true,
        AuthorizationLevel.Function => Carries(request, [.. _keys.FunctionKeys.Values, _developmentKey, MasterKey]),
        AuthorizationLevel.System => Carries(request, [.. _keys.SystemKeys.Values, MasterKey]),
        _ => Carries(request, [MasterKey]),
    };

    /// <summary>Whether a request carries a system key by name, or the master key.</summary>
    public bool GrantsSystem(HttpRequest request, string name) => Carries(request, [SystemKey(name), MasterKey]);

    // Every accepted key is compared, in a time that does not depend on where a guess goes wrong.
    private static bool Carries(HttpRequest request, ReadOnlySpan<string?> accepted)
    {
        string? presented = request.Headers[HeaderName].FirstOrDefault() ?? request.Query[QueryName].FirstOrDefault();
        if (string.IsNullOrEmpty(presented))
        {
            return false;
        }

        Span<byte> presentedHash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> acceptedHash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(presented), presentedHash);
        bool carries = false;
        foreach (string? key in accepted)
        {
            if (!string.IsNullOrEmpty(key))
            {
                SHA256.HashData(Encoding.UTF8.GetBytes(key), acceptedHash);
                carries |= CryptographicOperations.FixedTimeEquals(presentedHash, acceptedHash);
            }
        }

        return carries;
    }

    private static HostKeyFile Read(string path)
    {
        try
        {
            HostKeyFile? keys = JsonSerializer.Deserialize(File.ReadAllBytes(path), HostKeyJsonContext.Default.HostKeyFile);
            if (keys is { MasterKey.Length: > 0 }
                && keys.FunctionKeys?.ContainsKey("default") is true
                && keys.SystemKeys?.ContainsKey(DurableTaskExtension) is true)
            {
                return keys;
            }
        }
        catch (JsonException fault)
        {
            throw new LocalHostException(Unreadable(path), fault);
        }

        throw new LocalHostException(Unreadable(path));
    }

    private static string Unreadable(string path) =>
        $"{path} does not hold this host's keys (masterKey, functionKeys.default, systemKeys.{DurableTaskExtension}). "
        + "Restore it, or delete it to have new keys made.";

    private static string NewKey() =>
        Convert.ToBase64String(RandomNumberGenerator.GetBytes(40)).Replace('+', '-').Replace('/', '_').TrimEnd('=');
}
