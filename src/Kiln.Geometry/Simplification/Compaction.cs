namespace Kiln.Geometry.Simplification;

/// <summary>
/// New numbers for the places that are left after a pass, in their old order: passes then cost what is left, what is near on the surface
/// stays near in memory, and values move down within their arrays.
/// </summary>
internal sealed class Compaction(int places)
{
    private readonly int[] _kept = new int[places];
    private readonly int[] _number = new int[places];
    private int _count;

    /// <summary>Places left.</summary>
    public int Count => _count;

    /// <summary>For each old place the new number of the one it has become.</summary>
    public ReadOnlySpan<int> Number => _number;

    /// <summary>Numbers the places that stayed.</summary>
    /// <param name="target">Where each place went, itself when it stayed.</param>
    public void Build(ReadOnlySpan<int> target)
    {
        _count = 0;
        for (int place = 0; place < target.Length; place++)
        {
            if (target[place] == place)
            {
                _number[place] = _count;
                _kept[_count++] = place;
            }
        }

        for (int place = 0; place < target.Length; place++)
        {
            _number[place] = _number[target[place]];
        }
    }

    /// <summary>Moves what is kept for places to their new numbers.</summary>
    public void Move<T>(T[] values)
    {
        ReadOnlySpan<int> kept = _kept.AsSpan(0, _count);
        for (int place = 0; place < kept.Length; place++)
        {
            values[place] = values[kept[place]];
        }
    }
}
