using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Kiln.Functions.Surfaces.Lynx.Sampling;

/// <summary>
/// Uniform numbers by their names: number k of a tag under a seed is the first eight bytes, big-endian, of SHA-256 over the UTF-8 text
/// <c>lynx1:seed:tag:k</c>. Any of them can be had without the others, in any order and on any host.
/// </summary>
/// <param name="seed">The study's seed.</param>
/// <param name="tag">Which stream of the study.</param>
internal readonly struct UniformStream(long seed, string tag)
{
    private const int IntegerBits = 53;
    private const int MostDigits = 20;

    private readonly byte[] _prefix = Encoding.UTF8.GetBytes($"lynx1:{seed.ToString(CultureInfo.InvariantCulture)}:{tag}:");

    /// <summary>Number k as an integer, 0 … 2⁵³−1.</summary>
    public long Integer(long k)
    {
        Span<byte> text = _prefix.Length <= 512 ? stackalloc byte[_prefix.Length + MostDigits] : new byte[_prefix.Length + MostDigits];
        _prefix.CopyTo(text);
        k.TryFormat(text[_prefix.Length..], out int digits, provider: CultureInfo.InvariantCulture);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..(_prefix.Length + digits)], hash);
        return (long)(BinaryPrimitives.ReadUInt64BigEndian(hash) >> (64 - IntegerBits));
    }

    /// <summary>Number k as a fraction, always inside (0, 1).</summary>
    public double Fraction(long k) => FractionOf(Integer(k));

    /// <summary>The fraction of an integer: the middle of its cell.</summary>
    public static double FractionOf(long integer) => (integer + 0.5) / (1L << IntegerBits);
}
