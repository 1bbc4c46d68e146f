using Kiln.Geometry.Hulls;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Decomposition;

/// <summary>
/// Brings a crowd of groups down to a number that pairwise merging can handle: the smallest join the larger group whose bounding
/// box they enlarge least. Only parts of very many loose pieces come here.
/// </summary>
internal static class CrowdReduction
{
    /// <summary>The groups, at most <paramref name="limit"/>.</summary>
    public static List<HullGroup> Reduce(List<HullGroup> groups, int limit, Concavity concavity, ParallelOptions parallel)
    {
        if (groups.Count <= limit)
        {
            return groups;
        }

        int[] bySize = [.. Enumerable.Range(0, groups.Count).OrderByDescending(i => groups[i].Volume).ThenBy(i => i)];
        int[] kept = [.. bySize.Take(limit).Order()];
        List<HullGroup>[] members = Array.ConvertAll(kept, i => new List<HullGroup> { groups[i] });
        Bounds3d[] bounds = Array.ConvertAll(kept, i => groups[i].Bounds);
        foreach (int small in bySize.Skip(limit))
        {
            int owner = 0;
            double leastGrowth = double.PositiveInfinity;
            for (int k = 0; k < kept.Length; k++)
            {
                double growth = bounds[k].Including(groups[small].Bounds).Diagonal - bounds[k].Diagonal;
                if (growth < leastGrowth)
                {
                    (leastGrowth, owner) = (growth, k);
                }
            }

            members[owner].Add(groups[small]);
            bounds[owner] = bounds[owner].Including(groups[small].Bounds);
        }

        var result = new HullGroup[kept.Length];
        Parallel.For(0, kept.Length, parallel, k => result[k] = members[k].Count == 1 ? members[k][0] : Join(members[k], concavity));
        return [.. result];
    }

    private static HullGroup Join(List<HullGroup> members, Concavity concavity)
    {
        ConvexHull hull = new HullBuilder().Build([.. members.SelectMany(member => member.Hull.Vertices)]);
        Piece[] pieces = [.. members.SelectMany(member => member.Pieces)];
        return new HullGroup(pieces, hull, concavity.OfVolumes(hull.Volume, pieces.Sum(piece => piece.Solid.Volume)));
    }
}
