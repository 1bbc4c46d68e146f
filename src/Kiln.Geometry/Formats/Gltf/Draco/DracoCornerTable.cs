namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>
/// Triangles as corners: corners 3·f to 3·f + 2 belong to face f, counter-clockwise. A corner knows its vertex and the corner across
/// the opposite edge, −1 where that edge is a boundary.
/// </summary>
internal sealed class DracoCornerTable(int[] opposite, int[] vertexOf, int[] leftMost)
{
    /// <summary>Number of corners.</summary>
    public int CornerCount => vertexOf.Length;

    /// <summary>Number of vertices so far; of some, all corners may be gone.</summary>
    public int VertexCount { get; set; }

    /// <summary>The corner across the edge that is opposite to each corner; −1 at a boundary.</summary>
    public int[] Opposite => opposite;

    /// <summary>The vertex of each corner.</summary>
    public int[] VertexOf => vertexOf;

    /// <summary>
    /// A corner of each vertex from which <see cref="SwingRight"/> reaches all others: on a boundary, the first of the fan. −1 for a
    /// vertex without corners.
    /// </summary>
    public int[] LeftMost => leftMost;

    /// <summary>The next corner of the face.</summary>
    public static int Next(int corner) => corner % 3 == 2 ? corner - 2 : corner + 1;

    /// <summary>The previous corner of the face.</summary>
    public static int Previous(int corner) => corner % 3 == 0 ? corner + 2 : corner - 1;

    /// <summary>The vertex at the next corner of the face.</summary>
    public int VertexAfter(int corner) => vertexOf[Next(corner)];

    /// <summary>The vertex at the previous corner of the face.</summary>
    public int VertexBefore(int corner) => vertexOf[Previous(corner)];

    /// <summary>The corner of the face across the edge to the left of a corner's vertex, or −1.</summary>
    public int LeftFace(int corner) => opposite[Previous(corner)];

    /// <summary>The corner of the face across the edge to the right of a corner's vertex, or −1.</summary>
    public int RightFace(int corner) => opposite[Next(corner)];

    /// <summary>The corner of the same vertex in the next face to the left, or −1 at a boundary.</summary>
    public int SwingLeft(int corner)
    {
        int across = opposite[Next(corner)];
        return across < 0 ? -1 : Next(across);
    }

    /// <summary>The corner of the same vertex in the next face to the right, or −1 at a boundary.</summary>
    public int SwingRight(int corner)
    {
        int across = opposite[Previous(corner)];
        return across < 0 ? -1 : Previous(across);
    }

    /// <summary>True where the faces around a vertex do not close.</summary>
    public bool IsOnBoundary(int vertex) => leftMost[vertex] < 0 || SwingLeft(leftMost[vertex]) < 0;

    /// <summary>Makes two corners each other's opposite.</summary>
    public void Join(int a, int b)
    {
        opposite[a] = b;
        opposite[b] = a;
    }

    /// <summary>True when the fans from all left-most corners cover every corner once, each by corners of its own vertex.</summary>
    public bool IsSound()
    {
        int covered = 0;
        for (int vertex = 0; vertex < VertexCount; vertex++)
        {
            int first = leftMost[vertex];
            int corner = first;
            while (corner >= 0)
            {
                if (vertexOf[corner] != vertex)
                {
                    return false;
                }

                covered++;
                corner = SwingRight(corner);
                corner = corner == first ? -1 : corner;
            }
        }

        return covered == CornerCount;
    }
}
