using System.Numerics;
using Kiln.Geometry.Cleaning;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Simplification;

/// <summary>
/// The meshes of an object under simplification, as one. A place is a position, shared across materials; a wedge is a vertex of a mesh, with
/// its attributes. Places are scaled so that the longest side of the box is 1 and its centre the origin.
/// </summary>
internal sealed class WorkingMesh
{
    public WorkingMesh(IReadOnlyList<TriangleMesh> meshes)
    {
        Meshes = meshes;
        FirstWedge = new int[meshes.Count + 1];
        int triangles = 0;
        for (int m = 0; m < meshes.Count; m++)
        {
            FirstWedge[m + 1] = FirstWedge[m] + meshes[m].VertexCount;
            triangles += meshes[m].TriangleCount;
        }

        var points = new Vector3d[FirstWedge[^1]];
        Wedges = new int[triangles * 3];
        MeshOf = new int[triangles];
        int corner = 0;
        for (int m = 0; m < meshes.Count; m++)
        {
            Vector3[] positions = meshes[m].Positions;
            for (int v = 0; v < positions.Length; v++)
            {
                Vector3d point = positions[v];
                points[FirstWedge[m] + v] = point.IsFinite
                    ? point
                    : throw new InvalidModelException(
                        "A vertex position is NaN or infinite; every coordinate must be a finite number", $"meshes[{m}].positions[{v}]");
            }

            Array.Fill(MeshOf, m, corner / 3, meshes[m].TriangleCount);
            foreach (int index in meshes[m].Indices)
            {
                Wedges[corner++] = FirstWedge[m] + index;
            }
        }

        Bounds3d bounds = Bounds3d.Of(points);
        Vector3d size = bounds.Size;
        Center = bounds.Center;
        Extent = Math.Max(size.X, Math.Max(size.Y, size.Z));
        double scale = Extent > 0 ? 1 / Extent : 1;
        int[] representative = PositionWelding.Exact(points);
        int[] placeOf = NumberPlaces(representative, out int places);
        HasSeams = places < points.Length;
        Corners = Array.ConvertAll(Wedges, wedge => placeOf[wedge]);
        VertexAt = new int[places];
        for (int h = 0; h < Corners.Length; h++)
        {
            VertexAt[Corners[h]] = Wedges[h];
        }

        Wedges = HasSeams ? Wedges : Corners;
        CornerCount = Corners.Length;
        PlaceCount = places;
        Places = new Vector3d[places];
        for (int vertex = points.Length - 1; vertex >= 0; vertex--)
        {
            if (placeOf[vertex] >= 0)
            {
                Places[placeOf[vertex]] = (points[vertex] - Center) * scale;
            }
        }
    }

    public IReadOnlyList<TriangleMesh> Meshes { get; }

    /// <summary>First wedge of each mesh, and the number of wedges.</summary>
    public int[] FirstWedge { get; }

    /// <summary>Wedge of each corner.</summary>
    public int[] Wedges { get; }

    /// <summary>Place of each corner; the very array of wedges when every place has one wedge.</summary>
    public int[] Corners { get; }

    /// <summary>Mesh of each triangle.</summary>
    public int[] MeshOf { get; }

    /// <summary>Corners in use; the arrays keep their first length.</summary>
    public int CornerCount { get; private set; }

    /// <summary>Places in use; the arrays keep their first length.</summary>
    public int PlaceCount { get; private set; }

    /// <summary>Vertices of all meshes together.</summary>
    public int VertexCount => FirstWedge[^1];

    /// <summary>
    /// For each place a vertex that triangles have there, counted over all meshes; the only one of a place with one wedge.
    /// </summary>
    public int[] VertexAt { get; }

    public int TriangleCount => CornerCount / 3;

    /// <summary>Scaled positions.</summary>
    public Vector3d[] Places { get; }

    public bool HasSeams { get; }

    public Vector3d Center { get; }

    /// <summary>Longest side of the box, in the unit of the meshes.</summary>
    public double Extent { get; }

    /// <summary>
    /// The vertex of a wedge, counted over all meshes: where its attributes are. Where there are seams, wedges keep the numbers of their
    /// vertices; otherwise they are the places, and numbered like these.
    /// </summary>
    public int VertexOf(int wedge) => HasSeams ? wedge : VertexAt[wedge];

    /// <summary>The mesh that a vertex belongs to.</summary>
    public int MeshOfVertex(int vertex)
    {
        int low = 0;
        int high = Meshes.Count;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            (low, high) = FirstWedge[middle] <= vertex ? (middle, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Takes over what has become of wedges and places in a pass, and drops the triangles that have collapsed.</summary>
    /// <param name="wedgeTarget">Where each wedge went; not asked when there are no seams.</param>
    /// <param name="compaction">What has become of the places.</param>
    public void Apply(ReadOnlySpan<int> wedgeTarget, Compaction compaction)
    {
        ReadOnlySpan<int> newPlace = compaction.Number;
        int write = 0;
        for (int h = 0; h < CornerCount; h += 3)
        {
            int a = newPlace[Corners[h]];
            int b = newPlace[Corners[h + 1]];
            int c = newPlace[Corners[h + 2]];
            if (a == b || b == c || c == a)
            {
                continue;
            }

            if (HasSeams)
            {
                Wedges[write] = wedgeTarget[Wedges[h]];
                Wedges[write + 1] = wedgeTarget[Wedges[h + 1]];
                Wedges[write + 2] = wedgeTarget[Wedges[h + 2]];
            }

            Corners[write] = a;
            Corners[write + 1] = b;
            Corners[write + 2] = c;
            MeshOf[write / 3] = MeshOf[h / 3];
            write += 3;
        }

        CornerCount = write;
        PlaceCount = compaction.Count;
        compaction.Move(Places);
        compaction.Move(VertexAt);
    }

    // In the order of the triangles, so that what is near on the surface is near in memory; -1 for those that no triangle uses.
    private int[] NumberPlaces(int[] representative, out int places)
    {
        int[] number = new int[representative.Length];
        Array.Fill(number, -1);
        places = 0;
        foreach (int wedge in Wedges)
        {
            ref int place = ref number[representative[wedge]];
            place = place < 0 ? places++ : place;
            number[wedge] = place;
        }

        return number;
    }
}
