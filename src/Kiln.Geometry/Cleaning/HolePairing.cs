namespace Kiln.Geometry.Cleaning;

/// <summary>Enters triangles that fill holes into the pairing of half-edges.</summary>
internal static class HolePairing
{
    /// <summary>Pairs the sides of new triangles with the rim and with one another.</summary>
    /// <param name="corners">Places of the old corners.</param>
    /// <param name="twin">The pairing, with room for the new half-edges; changed.</param>
    /// <param name="added">For each new corner the border half-edge at whose start it stands.</param>
    /// <param name="first">The first new half-edge.</param>
    public static void Pair(int[] corners, int[] twin, int[] added, int first)
    {
        // A side from rim half-edge g to rim half-edge h closes the rim where h leads to the start of g; else it is inside the fill.
        var inner = new Dictionary<(int From, int To), int>();
        for (int i = 0; i < added.Length; i++)
        {
            int self = first + i;
            int from = added[i];
            int to = added[EdgeTable.Next(i)];
            if (inner.Remove((to, from), out int other))
            {
                twin[self] = other;
                twin[other] = self;
            }
            else if (corners[EdgeTable.Next(to)] == corners[from] && twin[to] < 0)
            {
                twin[self] = to;
                twin[to] = self;
            }
            else
            {
                inner.Add((from, to), self);
            }
        }
    }
}
