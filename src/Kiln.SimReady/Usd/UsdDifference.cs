namespace Kiln.SimReady.Usd;

/// <summary>Compares two layers.</summary>
internal static class UsdDifference
{
    /// <summary>The first difference as a sentence, or null when the layers are equal.</summary>
    public static string? First(UsdLayer expected, UsdLayer actual)
    {
        if (expected.DefaultPrim != actual.DefaultPrim
            || expected.UpAxis != actual.UpAxis
            || expected.MetersPerUnit != actual.MetersPerUnit
            || expected.TimeCodesPerSecond != actual.TimeCodesPerSecond
            || expected.KilogramsPerUnit != actual.KilogramsPerUnit
            || !AreEqual(expected.CustomLayerData, actual.CustomLayerData))
        {
            return "The layer's metadata differs.";
        }

        using IEnumerator<(string Path, UsdPrim Prim)> a = expected.Prims().GetEnumerator();
        using IEnumerator<(string Path, UsdPrim Prim)> b = actual.Prims().GetEnumerator();
        while (a.MoveNext())
        {
            if (!b.MoveNext() || a.Current.Path != b.Current.Path)
            {
                return $"The prim <{a.Current.Path}> is missing.";
            }

            if (FirstOf(a.Current.Prim, b.Current.Prim) is { } difference)
            {
                return $"{difference} of <{a.Current.Path}> differs.";
            }
        }

        return b.MoveNext() ? $"The prim <{b.Current.Path}> should not be there." : null;
    }

    private static string? FirstOf(UsdPrim expected, UsdPrim actual)
    {
        if (expected.TypeName != actual.TypeName || expected.Specifier != actual.Specifier)
        {
            return "The type";
        }

        if (expected.Kind != actual.Kind || expected.IsActive != actual.IsActive || expected.IsInstanceable != actual.IsInstanceable
            || !expected.ApiSchemas.SequenceEqual(actual.ApiSchemas, StringComparer.Ordinal))
        {
            return "The metadata";
        }

        if (expected.Properties.Count != actual.Properties.Count)
        {
            return "The number of properties";
        }

        foreach ((UsdProperty a, UsdProperty b) in expected.Properties.Zip(actual.Properties))
        {
            if (!AreEqual(a, b))
            {
                return $"The property {a.Name}";
            }
        }

        return null;
    }

    private static bool AreEqual(UsdProperty expected, UsdProperty actual) => (expected, actual) switch
    {
        (UsdAttribute a, UsdAttribute b) => a with { Value = null } == b with { Value = null } && AreEqual(a.Value, b.Value),
        _ => expected == actual,
    };

    private static bool AreEqual(object? expected, object? actual) => (expected, actual) switch
    {
        (int[] a, int[] b) => a.AsSpan().SequenceEqual(b),
        (float[] a, float[] b) => a.AsSpan().SequenceEqual(b),
        (System.Numerics.Vector2[] a, System.Numerics.Vector2[] b) => a.AsSpan().SequenceEqual(b),
        (System.Numerics.Vector3[] a, System.Numerics.Vector3[] b) => a.AsSpan().SequenceEqual(b),
        (UsdToken[] a, UsdToken[] b) => a.AsSpan().SequenceEqual(b),
        (SortedDictionary<string, object> a, SortedDictionary<string, object> b) =>
            a.Count == b.Count && a.All(entry => b.TryGetValue(entry.Key, out object? value) && AreEqual(entry.Value, value)),
        _ => Equals(expected, actual),
    };
}
