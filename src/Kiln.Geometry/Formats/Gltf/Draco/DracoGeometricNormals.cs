using static Kiln.Geometry.Formats.Gltf.Draco.DracoCornerTable;

namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>Predicts a normal as the sum of the area vectors of the faces around its vertex (Draco bitstream, "Normal Prediction Decoder").</summary>
internal static class DracoGeometricNormals
{
    private const long MostSize = 1L << 29;

    /// <summary>Makes values of their differences from the predictions.</summary>
    public static void Restore(DracoReader reader, DracoOrder order, int[] values, DracoCornerPositions positions)
    {
        var octahedron = new DracoOctahedron(reader);
        var flips = new DracoRansBits(reader);
        for (int i = 0; i < order.Count; i++)
        {
            (long x, long y, long z) = Predict(order.Table!, order.CornerOf![i], positions);
            (x, y, z) = octahedron.Scale(x, y, z);
            int sign = flips.Next() ? -1 : 1;
            (int s, int t) = octahedron.Place(sign * x, sign * y, sign * z);
            octahedron.Restore(s, t, ref values[2 * i], ref values[(2 * i) + 1]);
        }
    }

    private static (long X, long Y, long Z) Predict(DracoCornerTable table, int start, DracoCornerPositions positions)
    {
        (long X, long Y, long Z) center = positions.At(start);
        (long X, long Y, long Z) sum = default;
        bool toLeft = true;
        for (int corner = start; corner >= 0;)
        {
            (long X, long Y, long Z) area = Cross(
                Minus(positions.At(Next(corner)), center), Minus(positions.At(Previous(corner)), center));
            sum = (sum.X + area.X, sum.Y + area.Y, sum.Z + area.Z);
            corner = toLeft ? table.SwingLeft(corner) : table.SwingRight(corner);
            if (corner < 0 && toLeft)
            {
                toLeft = false;
                corner = table.SwingRight(start);
            }

            corner = corner == start ? -1 : corner;
        }

        long size = (long)UInt128.Min(Size(sum.X) + Size(sum.Y) + Size(sum.Z), long.MaxValue);
        long divisor = size > MostSize ? size / MostSize : 1;
        return (sum.X / divisor, sum.Y / divisor, sum.Z / divisor);
    }

    /// <summary>The size of a number; sums of products that a damaged stream makes may be any number.</summary>
    private static UInt128 Size(long value) => (UInt128)Int128.Abs(value);

    private static (long X, long Y, long Z) Minus((long X, long Y, long Z) a, (long X, long Y, long Z) b) => (a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    private static (long X, long Y, long Z) Cross((long X, long Y, long Z) a, (long X, long Y, long Z) b) =>
        ((a.Y * b.Z) - (a.Z * b.Y), (a.Z * b.X) - (a.X * b.Z), (a.X * b.Y) - (a.Y * b.X));
}
