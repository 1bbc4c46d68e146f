namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>
/// Adds differences to predictions within the range of the values: what leaves it at one end enters at the other, so that differences
/// stay small (Draco bitstream, "Prediction Wrap Transform").
/// </summary>
internal sealed class DracoWrap
{
    private readonly int _components;
    private readonly int _least;
    private readonly int _most;
    private readonly int _range;

    /// <summary>Takes the range from the stream.</summary>
    public DracoWrap(DracoReader reader, int components)
    {
        _components = components;
        _least = reader.Int32();
        _most = reader.Int32();
        long range = (long)_most - _least + 1;
        if (range is < 1 or > int.MaxValue)
        {
            throw reader.Damaged($"values from {_least} to {_most}");
        }

        _range = (int)range;
    }

    /// <summary>Makes a value of its difference.</summary>
    public void Restore(ReadOnlySpan<int> predicted, Span<int> value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            int sum = Math.Clamp(predicted[i], _least, _most) + value[i];
            value[i] = sum > _most ? sum - _range : sum < _least ? sum + _range : sum;
        }
    }

    /// <summary>Makes values of their differences from the value before each.</summary>
    public void RestoreDifferences(Span<int> values)
    {
        RestoreFirst(values);
        for (int i = _components; i < values.Length; i += _components)
        {
            Restore(values.Slice(i - _components, _components), values.Slice(i, _components));
        }
    }

    /// <summary>Makes the first value of its difference from zero.</summary>
    public void RestoreFirst(Span<int> values)
    {
        Span<int> zero = stackalloc int[_components];
        zero.Clear();
        Restore(zero, values[..Math.Min(_components, values.Length)]);
    }
}
