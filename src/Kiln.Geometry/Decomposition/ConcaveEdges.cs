using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Decomposition;

/// <summary>
/// Finds the planes through a solid's concave edges that hold most edge length: the extensions of the two sides and the plane that
/// halves the angle between them. On a part drawn from planes these are the cuts that leave no concavity at the edge.
/// </summary>
internal static class ConcaveEdges
{
    /// <summary>The most planes that a solid drawn from planes is expected to have at its concave edges.</summary>
    public const int MostSides = 96;

    private const double LeastSine = 0.42;
    private const double NormalCell = 1.0 / 64;
    private const double OffsetCell = 1.0 / 256;

    /// <summary>Groups of parallel planes, heaviest first.</summary>
    /// <param name="solid">The solid.</param>
    /// <param name="families">The most groups.</param>
    /// <param name="perFamily">The most planes in a group.</param>
    public static List<(Vector3d Normal, List<double> Offsets)> Planes(Solid solid, int families, int perFamily)
    {
        Vector3d center = solid.Bounds.Center;
        Dictionary<(int, int, int, int), Bin> bins = Collect(solid, withHalving: true);
        List<Bin> heaviest = [.. bins.Values.OrderByDescending(bin => bin.Weight).ThenBy(bin => bin.Order).Take(families * perFamily)];
        var result = new List<(Vector3d Normal, List<double> Offsets)>();
        foreach (Bin bin in heaviest)
        {
            double offset = bin.Offset + Vector3d.Dot(bin.Normal, center);
            int match = result.FindIndex(family => Vector3d.Dot(family.Normal, bin.Normal) > 1 - 1e-9);
            if (match < 0 && result.Count < families)
            {
                result.Add((bin.Normal, [offset]));
            }
            else if (match >= 0 && result[match].Offsets.Count < perFamily)
            {
                result[match].Offsets.Add(offset);
            }
        }

        return result;
    }

    /// <summary>
    /// The planes that extend the sides at concave edges, heaviest first; none for a solid of more than
    /// <see cref="MostSides"/> such planes, which was not drawn from planes.
    /// </summary>
    public static List<CutPlane> Sides(Solid solid)
    {
        Dictionary<(int, int, int, int), Bin> bins = Collect(solid, withHalving: false);
        Vector3d center = solid.Bounds.Center;
        return bins.Count > MostSides ? []
            : [.. bins.Values.OrderByDescending(bin => bin.Weight).ThenBy(bin => bin.Order)
                .Select(bin => new CutPlane(bin.Normal, bin.Offset + Vector3d.Dot(bin.Normal, center)))];
    }

    private static Dictionary<(int, int, int, int), Bin> Collect(Solid solid, bool withHalving)
    {
        var bins = new Dictionary<(int, int, int, int), Bin>();
        double size = solid.Bounds.Diagonal;
        Vector3d center = solid.Bounds.Center;
        foreach ((int tail, int head, Vector3d left, Vector3d right) in Find(solid))
        {
            Vector3d a = solid.Vertices[tail] - center;
            double length = (solid.Vertices[head] - solid.Vertices[tail]).Length;
            double weight = length * Vector3d.Cross(left, right).Length;
            Add(bins, left, a, weight, size);
            Add(bins, right, a, weight, size);
            if (withHalving)
            {
                Add(bins, (left - right).Normalized(), a, weight * 0.5, size);
            }
        }

        return bins;
    }

    // Only edges of the original surface; the planes of earlier cuts need no second cut.
    private static IEnumerable<(int Tail, int Head, Vector3d Left, Vector3d Right)> Find(Solid solid)
    {
        int end = 3 * solid.SurfaceTriangles;
        int[] t = solid.Triangles;
        var open = new Dictionary<(int, int), int>(end);
        for (int i = 0; i < end; i++)
        {
            int first = i - (i % 3);
            int tail = t[i];
            int head = t[first + ((i + 1) % 3)];
            if (!open.Remove((head, tail), out int other))
            {
                open[(tail, head)] = i;
                continue;
            }

            Vector3d left = Normal(solid, first);
            Vector3d right = Normal(solid, other - (other % 3));
            Vector3d across = solid.Vertices[t[first + ((i + 2) % 3)]] - solid.Vertices[tail];
            double rise = Vector3d.Dot(right, across.Normalized());
            if (rise > 0 && Vector3d.Cross(left, right).Length > LeastSine)
            {
                yield return (tail, head, left, right);
            }
        }
    }

    private static Vector3d Normal(Solid solid, int t)
    {
        Vector3d a = solid.Vertices[solid.Triangles[t]];
        return Vector3d.Cross(solid.Vertices[solid.Triangles[t + 1]] - a, solid.Vertices[solid.Triangles[t + 2]] - a).Normalized();
    }

    private static void Add(Dictionary<(int, int, int, int), Bin> bins, Vector3d normal, Vector3d point, double weight, double size)
    {
        if (normal == Vector3d.Zero)
        {
            return;
        }

        // A plane and its opposite are one: the first component that is clearly not zero is made positive.
        double sign = Math.Abs(normal.X) > 1e-6 ? normal.X : Math.Abs(normal.Y) > 1e-6 ? normal.Y : normal.Z;
        Vector3d n = sign < 0 ? -normal : normal;
        double offset = Vector3d.Dot(n, point);
        (int, int, int, int) key = (Cell(n.X, NormalCell), Cell(n.Y, NormalCell), Cell(n.Z, NormalCell), Cell(offset, OffsetCell * size));
        if (bins.TryGetValue(key, out Bin? bin))
        {
            bin.Weight += weight;
        }
        else
        {
            bins.Add(key, new Bin(n, offset, bins.Count) { Weight = weight });
        }
    }

    private static int Cell(double value, double cell) => (int)Math.Floor((value / cell) + 0.5);

    // The first plane of a bin stands for it: on a drawn part all are the same, and an average would be none of them.
    private sealed class Bin(Vector3d normal, double offset, int order)
    {
        public Vector3d Normal { get; } = normal;

        public double Offset { get; } = offset;

        public int Order { get; } = order;

        public double Weight { get; set; }
    }
}
