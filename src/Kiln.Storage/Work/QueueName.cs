using System.Security.Cryptography;
using System.Text;

namespace Kiln.Storage.Work;

/// <summary>Names of queues as one segment of a key: other characters than letters, digits, <c>_</c> and <c>-</c> are escaped.</summary>
internal static class QueueName
{
    private const char Escape = '~';

    // Longer names are told apart by their hash: a key has room for so much.
    private const int LongestSegment = 200;

    public static string Encode(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        byte[] text = Encoding.UTF8.GetBytes(name);
        StringBuilder segment = new(text.Length);
        foreach (byte part in text)
        {
            if (char.IsAsciiLetterOrDigit((char)part) || part is (byte)'_' or (byte)'-')
            {
                segment.Append((char)part);
            }
            else
            {
                segment.Append(Escape).Append(part.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return segment.Length <= LongestSegment
            ? segment.ToString()
            : $"{Escape}{Escape}{Convert.ToHexStringLower(SHA256.HashData(text))}";
    }
}
