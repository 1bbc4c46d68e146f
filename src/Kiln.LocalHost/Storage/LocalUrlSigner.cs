using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Kiln.LocalHost.Storage;

/// <summary>Signs and checks presigned URLs with HMAC-SHA256 under a secret that never leaves the data directory.</summary>
internal sealed class LocalUrlSigner
{
    private const int SecretLength = 32;

    private readonly byte[] _secret;

    private LocalUrlSigner(byte[] secret) => _secret = secret;

    /// <summary>Reads the secret from a file, or makes it, readable by its owner alone.</summary>
    /// <exception cref="InvalidDataException">The file does not hold a secret.</exception>
    public static LocalUrlSigner Load(string path)
    {
        if (!File.Exists(path))
        {
            Create(path);
        }

        byte[] secret = File.ReadAllBytes(path);
        return secret.Length == SecretLength
            ? new LocalUrlSigner(secret)
            : throw new InvalidDataException($"'{path}' should hold {SecretLength} secret bytes and holds {secret.Length}. Delete it to have a new one made.");
    }

    /// <summary>The signature of a permission, in base64url.</summary>
    public string Sign(LocalUrl url) => Base64Url.EncodeToString(Compute(url));

    /// <summary>Whether the signature is that of the permission, in a time that does not depend on where they differ.</summary>
    public bool IsSigned(LocalUrl url, string? signature)
    {
        byte[] expected = Encoding.ASCII.GetBytes(Sign(url));
        return CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(signature ?? ""));
    }

    private byte[] Compute(LocalUrl url) =>
        HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes($"{url.Method}\n{url.ToPathAndQuery()}"));

    private static void Create(string path)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}";
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (FileStream file = new(temporary, options))
        {
            file.Write(RandomNumberGenerator.GetBytes(SecretLength));
            file.Flush(flushToDisk: true);
        }

        if (ExclusiveRename.TryMove(temporary, path))
        {
            DirectoryFlush.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        else
        {
            // Another one made it first; theirs is the secret.
            File.Delete(temporary);
        }
    }
}
