namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>Predicts a value as the fourth corner of a parallelogram (Draco bitstream, "Parallelogram Prediction Decoder").</summary>
internal sealed class DracoParallelogram(DracoOrder order, int[] values, int components)
{
    private readonly DracoCornerTable _table = order.Table!;
    private readonly int[] _cornerOf = order.CornerOf!;
    private readonly int[] _valueOf = order.ValueOf;

    /// <summary>Makes values of their differences from the predictions.</summary>
    public void Restore(DracoWrap wrap)
    {
        Span<int> predicted = stackalloc int[components];
        wrap.RestoreFirst(values);
        for (int i = 1; i < order.Count; i++)
        {
            ReadOnlySpan<int> guess = TryPredict(i, _cornerOf[i], predicted) ? predicted : Value(i - 1);
            wrap.Restore(guess, Value(i));
        }
    }

    /// <summary>Predicts a value from the face across the edge opposite to a corner.</summary>
    /// <returns>False when that face or its values are not known yet.</returns>
    public bool TryPredict(int value, int corner, Span<int> predicted)
    {
        int across = _table.Opposite[corner];
        if (across < 0)
        {
            return false;
        }

        int far = _valueOf[_table.VertexOf[across]];
        int next = _valueOf[_table.VertexAfter(across)];
        int previous = _valueOf[_table.VertexBefore(across)];
        if (far >= value || next >= value || previous >= value)
        {
            return false;
        }

        for (int c = 0; c < components; c++)
        {
            predicted[c] = values[(next * components) + c] + values[(previous * components) + c] - values[(far * components) + c];
        }

        return true;
    }

    /// <summary>The components of a value.</summary>
    public Span<int> Value(int index) => values.AsSpan(index * components, components);
}
