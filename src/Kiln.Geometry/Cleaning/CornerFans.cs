using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Cleaning;

/// <summary>
/// Groups the corners of triangles into topological vertices: corners at one place that are joined by shared edges. Places where
/// several sheets merely touch get one vertex for each sheet.
/// </summary>
internal static class CornerFans
{
    /// <summary>Numbers the vertices in the order of their first corners; winding must be consistent across each pair.</summary>
    public static int[] Number(int[] twin, out int count)
    {
        var sets = new DisjointSets(twin.Length);
        for (int h = 0; h < twin.Length; h++)
        {
            int other = twin[h];
            if (other > h)
            {
                sets.Union(h, EdgeTable.Next(other));
                sets.Union(EdgeTable.Next(h), other);
            }
        }

        return sets.Numbered(out count);
    }

    /// <summary>
    /// A unit normal for each corner: the angle-weighted mean of the faces around its vertex that are joined to its own without a
    /// crease between them (G. Thürmer and C. Wüthrich, "Computing Vertex Normals from Polygonal Facets", 1998).
    /// </summary>
    /// <param name="points">Positions.</param>
    /// <param name="corners">Three point indices per triangle.</param>
    /// <param name="twin">The pairing of half-edges.</param>
    /// <param name="creaseCosine">An edge whose faces' normals have a smaller dot product than this is a crease.</param>
    public static Vector3d[] Normals(Vector3d[] points, int[] corners, int[] twin, double creaseCosine)
    {
        var faces = new Vector3d[corners.Length / 3];
        for (int t = 0; t < faces.Length; t++)
        {
            Vector3d a = points[corners[t * 3]];
            faces[t] = Vector3d.Cross(points[corners[(t * 3) + 1]] - a, points[corners[(t * 3) + 2]] - a).Normalized();
        }

        var sets = new DisjointSets(corners.Length);
        for (int h = 0; h < twin.Length; h++)
        {
            int other = twin[h];
            if (other > h && Vector3d.Dot(faces[h / 3], faces[other / 3]) >= creaseCosine)
            {
                sets.Union(h, EdgeTable.Next(other));
                sets.Union(EdgeTable.Next(h), other);
            }
        }

        var sums = new Vector3d[corners.Length];
        for (int h = 0; h < corners.Length; h++)
        {
            Vector3d at = points[corners[h]];
            Vector3d before = (points[corners[EdgeTable.Previous(h)]] - at).Normalized();
            Vector3d after = (points[corners[EdgeTable.Next(h)]] - at).Normalized();
            double angle = Math.Acos(Math.Clamp(Vector3d.Dot(before, after), -1, 1));
            sums[sets.Find(h)] += faces[h / 3] * angle;
        }

        for (int h = 0; h < corners.Length; h++)
        {
            int root = sets.Find(h);
            if (root == h)
            {
                sums[h] = sums[h].Normalized();
            }

            sums[h] = sums[root].LengthSquared > 0.5 ? sums[root] : faces[h / 3];
        }

        return sums;
    }
}
