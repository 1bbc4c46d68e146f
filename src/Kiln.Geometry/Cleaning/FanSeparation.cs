namespace Kiln.Geometry.Cleaning;

/// <summary>
/// An edge of more than two faces is cut into pairs. But where the surface leads round both of its ends from one pair to the other, the
/// pairs keep both vertices in common, and in an index list the edge stays what it was. Such pairs exchange partners, which keeps
/// the surface as closed and as consistently wound as it was, and parts the faces around each end in two.
/// </summary>
internal static class FanSeparation
{
    /// <summary>Changes the pairing until no two vertices have more than two faces in common; returns the number of exchanges.</summary>
    /// <param name="twin">The pairing of half-edges, of triangles wound consistently; changed.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static int Run(int[] twin, CancellationToken cancellationToken)
    {
        int[] vertex = CornerFans.Number(twin, out int count);
        EdgeTable edges = EdgeTable.Build(vertex, count);
        int exchanges = 0;
        for (int edge = 0; edge < edges.Count; edge++)
        {
            ReadOnlySpan<int> around = edges.Of(edge);
            if (around.Length > 2)
            {
                exchanges += Separate(Sides(around, vertex, twin), twin, cancellationToken);
            }
        }

        return exchanges;
    }

    private static List<Side> Sides(ReadOnlySpan<int> around, int[] vertex, int[] twin)
    {
        var sides = new List<Side>(around.Length);
        foreach (int h in around)
        {
            if (vertex[h] == vertex[around[0]])
            {
                sides.Add(new(h, twin[h]));
            }
            else if (twin[h] == EdgePairing.Border)
            {
                sides.Add(new(EdgePairing.Border, h));
            }
        }

        return sides;
    }

    // An exchange only parts fans: what was apart before, here or at other edges, stays apart.
    private static int Separate(List<Side> sides, int[] twin, CancellationToken cancellationToken)
    {
        int exchanges = 0;
        for (int i = 0; i < sides.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int j = i + 1; j < sides.Count; j++)
            {
                if (InOneFan(sides[i].StartCorner, sides[j].StartCorner, twin) && InOneFan(sides[i].EndCorner, sides[j].EndCorner, twin))
                {
                    (sides[i], sides[j]) = (sides[i] with { Backward = sides[j].Backward }, sides[j] with { Backward = sides[i].Backward });
                    sides[i].Join(twin);
                    sides[j].Join(twin);
                    exchanges++;
                }
            }
        }

        return exchanges;
    }

    // Round the vertex one way, and where a border ends that, from the start the other way.
    private static bool InOneFan(int corner, int other, int[] twin)
    {
        int c = corner;
        while (c != other)
        {
            c = twin[EdgeTable.Previous(c)];
            if (c == corner)
            {
                return false;
            }

            if (c == EdgePairing.Border)
            {
                return IsBefore(corner, other, twin);
            }
        }

        return true;
    }

    private static bool IsBefore(int corner, int other, int[] twin)
    {
        int c = corner;
        while (c != other)
        {
            if (twin[c] == EdgePairing.Border)
            {
                return false;
            }

            c = EdgeTable.Next(twin[c]);
        }

        return true;
    }

    // One sheet that passes through the edge: the half-edge along it and the one against it; one of them is missing on a border.
    private readonly record struct Side(int Forward, int Backward)
    {
        public int StartCorner => Forward >= 0 ? Forward : EdgeTable.Next(Backward);

        public int EndCorner => Forward >= 0 ? EdgeTable.Next(Forward) : Backward;

        public void Join(int[] twin)
        {
            if (Forward >= 0)
            {
                twin[Forward] = Backward;
            }

            if (Backward >= 0)
            {
                twin[Backward] = Forward;
            }
        }
    }
}
