using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Spatial;

/// <summary>Finds among things those that are an earlier one moved and turned.</summary>
public static class RigidCopies
{
    // Ten thousand boxes of as many sizes are alike to compare, and none is a copy: the work must not grow with the square of their number.
    private const int MostOriginals = 64;

    /// <summary>For each thing, the first one that it is a copy of (itself, where there is none) and the motion from there to it.</summary>
    /// <param name="count">How many things there are.</param>
    /// <param name="likeness">What copies have in common, so that few need comparing.</param>
    /// <param name="motion">The motion from a thing to a later one, or null when that is no copy.</param>
    public static (int Original, Affine3d Motion)[] Find<TLikeness>(
        int count, Func<int, TLikeness> likeness, Func<int, int, Affine3d?> motion)
        where TLikeness : notnull
    {
        ArgumentNullException.ThrowIfNull(likeness);
        ArgumentNullException.ThrowIfNull(motion);
        var copies = new (int Original, Affine3d Motion)[count];
        Dictionary<TLikeness, List<int>> originals = [];
        for (int i = 0; i < count; i++)
        {
            copies[i] = (i, Affine3d.Identity);
            TLikeness key = likeness(i);
            if (!originals.TryGetValue(key, out List<int>? alike))
            {
                originals[key] = alike = [];
            }

            foreach (int original in alike)
            {
                if (motion(original, i) is { } found)
                {
                    copies[i] = (original, found);
                    break;
                }
            }

            if (copies[i].Original == i && alike.Count < MostOriginals)
            {
                alike.Add(i);
            }
        }

        return copies;
    }
}
