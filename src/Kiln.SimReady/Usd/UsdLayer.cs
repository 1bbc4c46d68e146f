namespace Kiln.SimReady.Usd;

/// <summary>A layer: its metadata and its root prims. Metadata that is null was not authored.</summary>
internal sealed class UsdLayer
{
    /// <summary>Name of the prim that stands for the layer.</summary>
    public string? DefaultPrim { get; init; }

    /// <summary>Kilogram per unit of mass.</summary>
    public double? KilogramsPerUnit { get; init; }

    /// <summary>Metres per unit of length.</summary>
    public double? MetersPerUnit { get; init; }

    /// <summary>Time codes per second. Kiln writes no time samples, and so never this.</summary>
    public double? TimeCodesPerSecond { get; init; }

    /// <summary><c>Y</c> or <c>Z</c>.</summary>
    public string? UpAxis { get; init; }

    /// <summary>
    /// The <c>customLayerData</c> dictionary: values are string, int, float, Vector3 or dictionaries of the same kind, in ordinal
    /// order of keys.
    /// </summary>
    public SortedDictionary<string, object> CustomLayerData { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Root prims.</summary>
    public List<UsdPrim> Roots { get; } = [];

    /// <summary>Every prim with its absolute path, parents first.</summary>
    public IEnumerable<(string Path, UsdPrim Prim)> Prims()
    {
        Stack<(string Path, UsdPrim Prim)> waiting = new();
        for (int i = Roots.Count - 1; i >= 0; i--)
        {
            waiting.Push(($"/{Roots[i].Name}", Roots[i]));
        }

        while (waiting.TryPop(out (string Path, UsdPrim Prim) next))
        {
            yield return next;
            for (int i = next.Prim.Children.Count - 1; i >= 0; i--)
            {
                waiting.Push(($"{next.Path}/{next.Prim.Children[i].Name}", next.Prim.Children[i]));
            }
        }
    }
}
