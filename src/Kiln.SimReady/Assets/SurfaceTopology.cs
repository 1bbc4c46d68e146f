using Kiln.Geometry.Cleaning;

namespace Kiln.SimReady.Assets;

/// <summary>What the edges of a surface say about it.</summary>
/// <param name="triangles">Three vertex indices per triangle.</param>
internal sealed class SurfaceTopology(int[] triangles)
{
    private readonly int _vertices = triangles.DefaultIfEmpty(-1).Max() + 1;
    private EdgeTable? _edges;

    /// <summary>
    /// True when along each edge as many triangles run one way as the other: the surface encloses a volume, though several of
    /// its sheets may touch in an edge.
    /// </summary>
    public bool IsClosed => EdgesSatisfy(static (forward, backward) => forward == backward);

    /// <summary>True when each edge has one triangle, or two that run along it in opposite directions.</summary>
    public bool IsManifold => EdgesSatisfy(static (forward, backward) => forward <= 1 && backward <= 1);

    /// <summary>
    /// True when some vertex joins faces that no chain of shared edges around it does, as where two cubes touch in a corner. Only for a
    /// surface for which <see cref="IsManifold"/> holds.
    /// </summary>
    public bool HasSplitFan
    {
        get
        {
            int[] twin = Twins();
            int[] first = new int[_vertices];
            int[] count = new int[_vertices];
            for (int i = 0; i < triangles.Length; i++)
            {
                first[triangles[i]] = i;
                count[triangles[i]]++;
            }

            return Enumerable.Range(0, first.Length).Any(vertex => count[vertex] > 0 && FanSize(twin, first[vertex]) < count[vertex]);
        }
    }

    private EdgeTable Edges => _edges ??= EdgeTable.Build(triangles, _vertices);

    // Round the vertex one way, and where a border ends that, from the start the other way.
    private static int FanSize(int[] twin, int start)
    {
        int size = 1;
        int corner = twin[EdgeTable.Previous(start)];
        for (; corner >= 0 && corner != start; corner = twin[EdgeTable.Previous(corner)])
        {
            size++;
        }

        if (corner < 0)
        {
            for (int back = twin[start]; back >= 0; back = twin[EdgeTable.Next(back)])
            {
                size++;
            }
        }

        return size;
    }

    /// <summary>For each half-edge, named by the corner that it starts at, the one that runs along it the other way; −1 at a border.</summary>
    private int[] Twins()
    {
        int[] twin = new int[triangles.Length];
        for (int edge = 0; edge < Edges.Count; edge++)
        {
            ReadOnlySpan<int> sides = Edges.Of(edge);
            twin[sides[0]] = -1;
            if (sides.Length == 2)
            {
                (twin[sides[0]], twin[sides[1]]) = (sides[1], sides[0]);
            }
        }

        return twin;
    }

    private bool EdgesSatisfy(Func<int, int, bool> isSound)
    {
        for (int edge = 0; edge < Edges.Count; edge++)
        {
            ReadOnlySpan<int> sides = Edges.Of(edge);
            int forward = 0;
            foreach (int side in sides)
            {
                forward += triangles[side] < triangles[EdgeTable.Next(side)] ? 1 : 0;
            }

            if (!isSound(forward, sides.Length - forward))
            {
                return false;
            }
        }

        return triangles.Length > 0;
    }
}
