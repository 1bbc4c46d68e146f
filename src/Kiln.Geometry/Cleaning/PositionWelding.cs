using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Cleaning;

/// <summary>
/// Finds vertices that stand at the same place. Results name, for every vertex, the vertex that stands for its class: the one of
/// lowest index, so an entry is never above its own index. Positions are never averaged.
/// </summary>
public static class PositionWelding
{
    // A cell of eight tolerances means that most points need to look into one cell only.
    private const double CellsPerTolerance = 8;

    /// <summary>Classes of bit-equal positions; −0 counts as 0.</summary>
    public static int[] Exact(ReadOnlySpan<Vector3d> points)
    {
        int[] representative = new int[points.Length];
        int mask = TableMask(points.Length);
        int[] table = new int[mask + 1];
        for (int i = 0; i < points.Length; i++)
        {
            Vector3d point = points[i] + Vector3d.Zero;
            int slot = Hash(
                BitConverter.DoubleToInt64Bits(point.X), BitConverter.DoubleToInt64Bits(point.Y), BitConverter.DoubleToInt64Bits(point.Z)) & mask;
            while (table[slot] != 0 && points[table[slot] - 1] != point)
            {
                slot = (slot + 1) & mask;
            }

            if (table[slot] == 0)
            {
                table[slot] = i + 1;
            }

            representative[i] = table[slot] - 1;
        }

        return representative;
    }

    /// <summary>
    /// Classes of positions within a tolerance. In index order, a vertex joins the nearest class whose representative is within the
    /// tolerance, or founds a new one; so classes do not creep along chains of close points, and representatives stay further
    /// apart than the tolerance, which makes a second weld change nothing.
    /// </summary>
    /// <param name="points">Positions, all finite.</param>
    /// <param name="tolerance">Largest distance to a representative, in the unit of the positions; 0 means exact.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static int[] Within(ReadOnlySpan<Vector3d> points, double tolerance, CancellationToken cancellationToken = default)
    {
        int[] representative = Exact(points);
        if (!(tolerance > 0))
        {
            return representative;
        }

        Vector3d origin = Bounds3d.Of(points).Min;
        double scale = 1 / (tolerance * CellsPerTolerance);
        int mask = TableMask(points.Length);
        int[] heads = new int[mask + 1];
        int[] next = new int[points.Length];
        for (int i = 0; i < points.Length; i++)
        {
            if ((i & 0xFFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (representative[i] != i)
            {
                representative[i] = representative[representative[i]];
                continue;
            }

            Vector3d p = (points[i] - origin) * scale;
            int nearest = Nearest(points, heads, next, mask, i, p, tolerance);
            if (nearest >= 0)
            {
                representative[i] = nearest;
                continue;
            }

            int bucket = Hash((long)Math.Floor(p.X), (long)Math.Floor(p.Y), (long)Math.Floor(p.Z)) & mask;
            next[i] = heads[bucket];
            heads[bucket] = i + 1;
        }

        return representative;
    }

    // Points of cells that share a bucket are looked at needlessly, which costs time but changes nothing.
    private static int Nearest(
        ReadOnlySpan<Vector3d> points, int[] heads, int[] next, int mask, int point, Vector3d cellPoint, double tolerance)
    {
        const double Reach = 1 / CellsPerTolerance;
        double best = tolerance * tolerance;
        int nearest = -1;
        for (long z = (long)Math.Floor(cellPoint.Z - Reach); z <= (long)Math.Floor(cellPoint.Z + Reach); z++)
        {
            for (long y = (long)Math.Floor(cellPoint.Y - Reach); y <= (long)Math.Floor(cellPoint.Y + Reach); y++)
            {
                for (long x = (long)Math.Floor(cellPoint.X - Reach); x <= (long)Math.Floor(cellPoint.X + Reach); x++)
                {
                    for (int other = heads[Hash(x, y, z) & mask] - 1; other >= 0; other = next[other] - 1)
                    {
                        double distance = (points[other] - points[point]).LengthSquared;
                        if (distance < best || (distance == best && (nearest < 0 || other < nearest)))
                        {
                            best = distance;
                            nearest = other;
                        }
                    }
                }
            }
        }

        return nearest;
    }

    private static int TableMask(int count)
    {
        int size = 16;
        while (size < 2L * count && size < 1 << 30)
        {
            size <<= 1;
        }

        return size - 1;
    }

    private static int Hash(long x, long y, long z)
    {
        ulong h = ((ulong)x * 0x9E3779B97F4A7C15UL) ^ ((ulong)y * 0xC2B2AE3D27D4EB4FUL) ^ ((ulong)z * 0x165667B19E3779F9UL);
        h ^= h >> 29;
        h *= 0xBF58476D1CE4E5B9UL;
        return (int)(h >> 33);
    }
}
