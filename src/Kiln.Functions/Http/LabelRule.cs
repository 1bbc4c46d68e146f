using System.Collections.Immutable;
using System.Text.Json;

namespace Kiln.Functions.Http;

/// <summary>What the labels of a submission may be.</summary>
internal static class LabelRule
{
    public const int MostLabels = 20;
    public const int LongestName = 64;
    public const int LongestValue = 256;

    /// <summary>What would be right.</summary>
    public const string Expected = "Must be a JSON object of at most 20 strings, keys up to 64 and values up to 256 characters";

    /// <summary>The labels of a JSON value; null when they break the rule.</summary>
    public static ImmutableSortedDictionary<string, string>? Read(JsonElement? value)
    {
        if (value is not { ValueKind: JsonValueKind.Object } labels)
        {
            return null;
        }

        ImmutableSortedDictionary<string, string>.Builder read = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty label in labels.EnumerateObject())
        {
            bool allowed = read.Count < MostLabels
                && label.Name.Length is > 0 and <= LongestName
                && label.Value.ValueKind == JsonValueKind.String && label.Value.GetString()!.Length <= LongestValue
                && read.TryAdd(label.Name, label.Value.GetString()!);
            if (!allowed)
            {
                return null;
            }
        }

        return read.ToImmutable();
    }
}
