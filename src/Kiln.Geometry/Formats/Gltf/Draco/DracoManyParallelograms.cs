namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>
/// Predicts a value as the mean of up to four parallelograms, of which those across a crease are left out (Draco bitstream, "Multi
/// Parallelogram Prediction Decoder").
/// </summary>
internal static class DracoManyParallelograms
{
    private const int Most = 4;

    /// <summary>Makes values of their differences from the predictions.</summary>
    public static void Restore(DracoReader reader, DracoOrder order, int[] values, int components)
    {
        DracoCornerTable table = order.Table!;
        bool[][] creases = ReadCreases(reader, table);
        var wrap = new DracoWrap(reader, components);
        var parallelogram = new DracoParallelogram(order, values, components);
        Span<int> used = stackalloc int[Most];
        used.Clear();
        Span<int> predictions = stackalloc int[Most * components];
        Span<int> mean = stackalloc int[components];
        wrap.RestoreFirst(values);
        for (int i = 1; i < order.Count; i++)
        {
            int found = Predict(table, parallelogram, i, order.CornerOf![i], predictions, components);
            int kept = 0;
            mean.Clear();
            for (int p = 0; p < found; p++)
            {
                int at = used[found - 1]++;
                if (at >= creases[found - 1].Length)
                {
                    throw reader.Damaged("the flag of a crease is missing");
                }

                if (!creases[found - 1][at])
                {
                    kept++;
                    Add(predictions.Slice(p * components, components), mean);
                }
            }

            foreach (ref int component in mean)
            {
                component /= Math.Max(kept, 1);
            }

            wrap.Restore(kept > 0 ? mean : parallelogram.Value(i - 1), parallelogram.Value(i));
        }
    }

    private static void Add(ReadOnlySpan<int> addend, Span<int> sum)
    {
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] += addend[i];
        }
    }

    /// <summary>Predicts from the faces around a vertex, first to the left of a corner, then to its right.</summary>
    private static int Predict(
        DracoCornerTable table, DracoParallelogram parallelogram, int value, int start, Span<int> predictions, int components)
    {
        int found = 0;
        bool toLeft = true;
        for (int corner = start; corner >= 0 && found < Most;)
        {
            if (parallelogram.TryPredict(value, corner, predictions.Slice(found * components, components)))
            {
                found++;
            }

            corner = toLeft ? table.SwingLeft(corner) : table.SwingRight(corner);
            if (corner == start)
            {
                break;
            }

            if (corner < 0 && toLeft)
            {
                toLeft = false;
                corner = table.SwingRight(start);
            }
        }

        return found;
    }

    private static bool[][] ReadCreases(DracoReader reader, DracoCornerTable table)
    {
        var creases = new bool[Most][];
        for (int i = 0; i < Most; i++)
        {
            creases[i] = reader.Budget.Take<bool>(reader.Count("flags of creases", table.CornerCount));
            if (creases[i].Length > 0)
            {
                var bits = new DracoRansBits(reader);
                foreach (ref bool crease in creases[i].AsSpan())
                {
                    crease = bits.Next();
                }
            }
        }

        return creases;
    }
}
