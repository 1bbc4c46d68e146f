using System.Runtime.Intrinsics;

namespace Kiln.Geometry.Images.Png;

/// <summary>The five row filters (PNG specification, section 9).</summary>
internal static class PngFilter
{
    /// <summary>Turns a filtered row back into its bytes.</summary>
    /// <exception cref="InvalidDataException">The filter does not exist.</exception>
    public static void Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int stride)
    {
        switch (filter)
        {
            case 0:
                break;
            case 1:
                for (int i = stride; i < row.Length; i++)
                {
                    row[i] += row[i - stride];
                }

                break;
            case 2:
                Add(row, above);
                break;
            case 3:
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] += (byte)((above[i] + (i < stride ? 0 : row[i - stride])) >> 1);
                }

                break;
            case 4:
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] += i < stride ? above[i] : Paeth(row[i - stride], above[i], above[i - stride]);
                }

                break;
            default:
                throw new InvalidDataException($"Row filter {filter} does not exist.");
        }
    }

    /// <summary>Filters a row.</summary>
    public static void Apply(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int stride, Span<byte> filtered)
    {
        // The first pixel has no neighbour on its left.
        int head = Math.Min(stride, row.Length);
        ApplyPlain(filter, row, above, stride, filtered, 0, head);
        int i = head;
        for (; i <= row.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            var left = Vector256.Create(row[(i - stride)..]);
            var top = Vector256.Create(above[i..]);
            Vector256<byte> prediction = filter switch
            {
                1 => left,
                2 => top,
                3 => (left & top) + Vector256.ShiftRightLogical(left ^ top, 1),
                4 => Paeth(left, top, Vector256.Create(above[(i - stride)..])),
                _ => Vector256<byte>.Zero,
            };
            (Vector256.Create(row[i..]) - prediction).CopyTo(filtered[i..]);
        }

        ApplyPlain(filter, row, above, stride, filtered, i, row.Length);
    }

    /// <summary>Sum of the absolute values of bytes taken as signed: by it the best filter of a row is guessed.</summary>
    public static long Cost(ReadOnlySpan<byte> filtered)
    {
        long cost = 0;
        int i = 0;
        for (; i <= filtered.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            var bytes = Vector256.Create(filtered[i..]);
            (Vector256<ushort> low, Vector256<ushort> high) = Vector256.Widen(Vector256.Min(bytes, Vector256<byte>.Zero - bytes));
            cost += Vector256.Sum(low + high);
        }

        for (; i < filtered.Length; i++)
        {
            cost += Math.Abs((int)(sbyte)filtered[i]);
        }

        return cost;
    }

    private static void ApplyPlain(
        int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int stride, Span<byte> filtered, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            int left = i < stride ? 0 : row[i - stride];
            int corner = i < stride ? 0 : above[i - stride];
            int prediction = filter switch
            {
                1 => left,
                2 => above[i],
                3 => (left + above[i]) >> 1,
                4 => Paeth(left, above[i], corner),
                _ => 0,
            };
            filtered[i] = (byte)(row[i] - prediction);
        }
    }

    private static Vector256<byte> Paeth(Vector256<byte> left, Vector256<byte> above, Vector256<byte> corner)
    {
        (Vector256<ushort> leftLow, Vector256<ushort> leftHigh) = Vector256.Widen(left);
        (Vector256<ushort> aboveLow, Vector256<ushort> aboveHigh) = Vector256.Widen(above);
        (Vector256<ushort> cornerLow, Vector256<ushort> cornerHigh) = Vector256.Widen(corner);
        return Vector256.Narrow(
            Paeth(leftLow.AsInt16(), aboveLow.AsInt16(), cornerLow.AsInt16()).AsUInt16(),
            Paeth(leftHigh.AsInt16(), aboveHigh.AsInt16(), cornerHigh.AsInt16()).AsUInt16());
    }

    private static Vector256<short> Paeth(Vector256<short> left, Vector256<short> above, Vector256<short> corner)
    {
        Vector256<short> toLeft = Vector256.Abs(above - corner);
        Vector256<short> toAbove = Vector256.Abs(left - corner);
        Vector256<short> toCorner = Vector256.Abs(left + above - corner - corner);
        Vector256<short> isLeft = Vector256.LessThanOrEqual(toLeft, toAbove) & Vector256.LessThanOrEqual(toLeft, toCorner);
        Vector256<short> other = Vector256.ConditionalSelect(Vector256.LessThanOrEqual(toAbove, toCorner), above, corner);
        return Vector256.ConditionalSelect(isLeft, left, other);
    }

    private static byte Paeth(int left, int above, int corner)
    {
        int toLeft = Math.Abs(above - corner);
        int toAbove = Math.Abs(left - corner);
        int toCorner = Math.Abs(left + above - corner - corner);
        return (byte)(toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner);
    }

    private static void Add(Span<byte> row, ReadOnlySpan<byte> above)
    {
        int i = 0;
        for (; i <= row.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            (Vector256.Create<byte>(row[i..]) + Vector256.Create(above[i..])).CopyTo(row[i..]);
        }

        for (; i < row.Length; i++)
        {
            row[i] += above[i];
        }
    }
}
