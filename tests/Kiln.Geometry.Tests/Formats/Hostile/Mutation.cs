using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Kiln.Geometry.Images.Png;

namespace Kiln.Geometry.Tests.Formats.Hostile;

/// <summary>Damages files the way that breaks readers: wild bytes and numbers, lost, doubled and swapped stretches.</summary>
internal static class Mutation
{
    private static readonly uint[] WildNumbers = [0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x7FC00000, 0x7F800000, 0x10000, 0xFFFF, 0x7FFF];

    private static readonly string[] WildTexts = ["-1", "0", "2147483647", "-2147483648", "4294967296", "1e999", "nan", "null", "\"\"", "[]", "{}", "3", "99999"];

    /// <summary>A copy with one to four damages.</summary>
    public static byte[] Of(byte[] original, Random random)
    {
        byte[] file = (byte[])original.Clone();
        for (int i = 1 + random.Next(4); i > 0 && file.Length > 8; i--)
        {
            file = Damaged(file, random);
        }

        return file;
    }

    /// <summary>The file with the checksums of its chunks put right, so that damage gets past them.</summary>
    public static byte[] WithPngChecksums(byte[] file)
    {
        for (int at = 8; at + 12 <= file.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - 12)
            {
                break;
            }

            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at + 8 + (int)length), Crc32.Of(file.AsSpan(at + 4, (int)length + 4)));
            at += 12 + (int)length;
        }

        return file;
    }

    private static byte[] Damaged(byte[] file, Random random)
    {
        int at = random.Next(file.Length - 4);
        int length = 1 + random.Next(Math.Min(32, file.Length - at - 1));
        switch (random.Next(7))
        {
            case 0:
                file[at] ^= (byte)(1 << random.Next(8));
                return file;
            case 1:
                file[at] = (byte)random.Next(256);
                return file;
            case 2:
                BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), WildNumbers[random.Next(WildNumbers.Length)]);
                return file;
            case 3:
                return [.. file[..at], .. file[(at + length)..]];
            case 4:
                return [.. file[..(at + length)], .. file[at..]];
            case 5:
                int other = random.Next(file.Length - length);
                file.AsSpan(other, length).ToArray().CopyTo(file, at);
                return file;
            default:
                return WithWildText(file, at, random);
        }
    }

    /// <summary>Puts another value in place of the next number of a text, so that the syntax around it stays whole.</summary>
    private static byte[] WithWildText(byte[] file, int at, Random random)
    {
        int start = at;
        while (start < file.Length && !char.IsAsciiDigit((char)file[start]))
        {
            start++;
        }

        int end = start;
        while (end < file.Length && (char.IsAsciiDigit((char)file[end]) || file[end] == '.'))
        {
            end++;
        }

        string text = random.Next(3) == 0 ? random.Next(64).ToString(CultureInfo.InvariantCulture) : WildTexts[random.Next(WildTexts.Length)];
        return [.. file[..start], .. Encoding.ASCII.GetBytes(text), .. file[end..]];
    }
}
