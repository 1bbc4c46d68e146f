using System.Globalization;

namespace Kiln.Functions.Surfaces.Lynx.Studies;

/// <summary>Amounts of processor and memory in the notation of container platforms.</summary>
internal static class Quantity
{
    private static readonly (string Suffix, double Factor)[] MemorySuffixes =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40),
        ("k", 1e3), ("K", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("", 1),
    ];

    /// <summary>Thousandths of a core, of <c>"2"</c>, <c>"0.5"</c> or <c>"1500m"</c>; null for anything else.</summary>
    public static long? Millicores(string text) =>
        text.EndsWith('m') ? Scaled(text[..^1], 1) : Scaled(text, 1000);

    /// <summary>Bytes, of <c>"2Gi"</c>, <c>"512Mi"</c>, <c>"4G"</c> or a plain number; null for anything else.</summary>
    public static long? Bytes(string text)
    {
        (string suffix, double factor) = Array.Find(MemorySuffixes, unit => text.EndsWith(unit.Suffix, StringComparison.Ordinal));
        return Scaled(text[..^suffix.Length], factor);
    }

    private static long? Scaled(string digits, double factor) =>
        double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
        && number * factor < 1L << 53
            ? (long)Math.Ceiling(number * factor)
            : null;
}
