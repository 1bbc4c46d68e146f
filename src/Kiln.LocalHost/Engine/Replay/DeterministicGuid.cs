using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Kiln.LocalHost.Engine.Replay;

/// <summary>
/// Identifiers that come out the same on replay: version 5 UUIDs (RFC 9562, section 5.5) of instance, time and a counter, in the
/// name space that Durable Task uses.
/// </summary>
internal static class DeterministicGuid
{
    private static readonly byte[] NameSpace = new Guid("9e952958-5e33-4daf-827f-2fa12937b875").ToByteArray(bigEndian: true);

    /// <summary>The identifier number <paramref name="counter"/> of an instance at a time.</summary>
    public static Guid Create(string instanceId, DateTime currentUtcDateTime, int counter)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{instanceId}_{currentUtcDateTime:o}_{counter}");
        byte[] text = [.. NameSpace, .. Encoding.UTF8.GetBytes(name)];
#pragma warning disable CA5350 // Version 5 UUIDs are SHA-1 by definition; nothing is protected by it.
        Span<byte> bytes = SHA1.HashData(text).AsSpan(0, 16);
#pragma warning restore CA5350
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x50);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
