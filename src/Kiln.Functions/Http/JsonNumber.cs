using System.Text.Json;

namespace Kiln.Functions.Http;

/// <summary>Numbers of JSON.</summary>
internal static class JsonNumber
{
    private const double MostExact = 1L << 53;

    /// <summary>The number; null when the value is none, or is too large for one.</summary>
    public static double? Read(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number) ? number : null;

    /// <summary>The integer; null when the value is none. 5.0 and 5e0 are 5 to every JSON reader that knows one kind of number.</summary>
    public static long? ReadInteger(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long integer) ? integer
        : Read(value) is { } number && Math.Abs(number) <= MostExact && number == Math.Floor(number) ? (long)number
        : null;
}
