using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Decomposition;

/// <summary>Splits a solid into its connected parts; a cavity stays with the part around it.</summary>
internal static class SolidComponents
{
    /// <summary>The parts, in the order of their first vertex. Parts of no volume are left out.</summary>
    /// <param name="solid">What is split.</param>
    /// <param name="leastVolume">Parts with less volume than this are left out.</param>
    public static List<Solid> Split(Solid solid, double leastVolume) =>
        WithCavities(Separate(solid), leastVolume, turnStrayCavities: false);

    /// <summary>The connected surfaces, in the order of their first vertex, whatever their volume.</summary>
    public static List<Solid> Separate(Solid solid)
    {
        int[] component = Label(solid, out int count);
        return count == 1 ? [solid] : Extract(solid, component, count);
    }

    /// <summary>
    /// Joins each surface of negative volume to the smallest solid around it. One that has none around it is inside out: it is
    /// turned or left out.
    /// </summary>
    public static List<Solid> WithCavities(List<Solid> parts, double leastVolume, bool turnStrayCavities)
    {
        List<Solid> outer = parts.FindAll(part => part.Volume > leastVolume);
        double[] outerVolumes = [.. outer.Select(part => part.Volume)];
        foreach (Solid cavity in parts.FindAll(part => part.Volume < -leastVolume))
        {
            int owner = -1;
            for (int i = 0; i < outerVolumes.Length; i++)
            {
                if (outerVolumes[i] > -cavity.Volume
                    && Holds(outer[i].Bounds, cavity.Bounds)
                    && (owner < 0 || outerVolumes[i] < outerVolumes[owner]))
                {
                    owner = i;
                }
            }

            if (owner >= 0)
            {
                outer[owner] = Join(outer[owner], cavity);
            }
            else if (turnStrayCavities)
            {
                outer.Add(Turned(cavity));
            }
        }

        return outer;
    }

    private static int[] Label(Solid solid, out int count)
    {
        var parent = new int[solid.Vertices.Length];
        for (int i = 0; i < parent.Length; i++)
        {
            parent[i] = i;
        }

        int[] t = solid.Triangles;
        for (int i = 0; i < t.Length; i += 3)
        {
            Union(parent, t[i], t[i + 1]);
            Union(parent, t[i], t[i + 2]);
        }

        // Roots are the lowest vertices, so numbering in vertex order is the order of first vertices.
        count = 0;
        var label = new int[parent.Length];
        for (int i = 0; i < parent.Length; i++)
        {
            label[i] = parent[i] == i ? count++ : label[Find(parent, i)];
        }

        return label;
    }

    private static void Union(int[] parent, int a, int b)
    {
        (int rootA, int rootB) = (Find(parent, a), Find(parent, b));
        parent[Math.Max(rootA, rootB)] = Math.Min(rootA, rootB);
    }

    private static int Find(int[] parent, int i)
    {
        while (parent[i] != i)
        {
            parent[i] = parent[parent[i]];
            i = parent[i];
        }

        return i;
    }

    private static List<Solid> Extract(Solid solid, int[] component, int count)
    {
        var vertices = new List<Vector3d>[count];
        var triangles = new List<int>[count];
        var surface = new int[count];
        for (int i = 0; i < count; i++)
        {
            (vertices[i], triangles[i]) = ([], []);
        }

        var newIndex = new int[solid.Vertices.Length];
        for (int i = 0; i < newIndex.Length; i++)
        {
            newIndex[i] = vertices[component[i]].Count;
            vertices[component[i]].Add(solid.Vertices[i]);
        }

        for (int i = 0; i < solid.Triangles.Length; i++)
        {
            int part = component[solid.Triangles[i]];
            triangles[part].Add(newIndex[solid.Triangles[i]]);
            surface[part] += i % 3 == 0 && i < 3 * solid.SurfaceTriangles ? 1 : 0;
        }

        var parts = new List<Solid>(count);
        for (int i = 0; i < count; i++)
        {
            parts.Add(new Solid([.. vertices[i]], [.. triangles[i]], surface[i]));
        }

        return parts;
    }

    private static Solid Turned(Solid solid)
    {
        int[] triangles = [.. solid.Triangles];
        for (int i = 0; i < triangles.Length; i += 3)
        {
            (triangles[i + 1], triangles[i + 2]) = (triangles[i + 2], triangles[i + 1]);
        }

        return new Solid(solid.Vertices, triangles, solid.SurfaceTriangles);
    }

    private static bool Holds(Bounds3d outer, Bounds3d inner) => outer.Including(inner) == outer;

    /// <summary>Both as one, surface triangles first.</summary>
    public static Solid Join(Solid a, Solid b)
    {
        int[] moved = Array.ConvertAll(b.Triangles, i => i + a.Vertices.Length);
        int[] triangles =
        [
            .. a.Triangles.AsSpan(0, 3 * a.SurfaceTriangles), .. moved.AsSpan(0, 3 * b.SurfaceTriangles),
            .. a.Triangles.AsSpan(3 * a.SurfaceTriangles), .. moved.AsSpan(3 * b.SurfaceTriangles),
        ];
        return new Solid([.. a.Vertices, .. b.Vertices], triangles, a.SurfaceTriangles + b.SurfaceTriangles);
    }
}
