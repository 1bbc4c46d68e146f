using System.Text.Json;

namespace Kiln.Functions.Surfaces.Lynx;

/// <summary>Numbers of JSON.</summary>
internal static class JsonNumber
{
    /// <summary>The number; null when the value is none, or is too large for one.</summary>
    public static double? Read(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number) ? number : null;
}
