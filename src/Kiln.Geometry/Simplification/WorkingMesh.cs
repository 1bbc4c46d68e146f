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
                points[FirstWedge[m] + v] = positions[v];
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
        PlaceOf = new int[points.Length];
        int places = 0;
        for (int w = 0; w < points.Length; w++)
        {
            PlaceOf[w] = representative[w] == w ? places++ : PlaceOf[representative[w]];
        }

        Places = new Vector3d[places];
        for (int w = points.Length - 1; w >= 0; w--)
        {
            Places[PlaceOf[w]] = (points[w] - Center) * scale;
        }

        HasSeams = places < points.Length;
        Corners = Wedges;
        if (HasSeams)
        {
            Corners = new int[Wedges.Length];
            for (int i = 0; i < Corners.Length; i++)
            {
                Corners[i] = PlaceOf[Wedges[i]];
            }
        }

        CornerCount = Wedges.Length;
        PlaceCount = places;
        WedgeCount = points.Length;
        Origin = new int[points.Length];
        for (int w = 0; w < Origin.Length; w++)
        {
            Origin[w] = w;
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

    /// <summary>Places in use.</summary>
    public int PlaceCount { get; private set; }

    /// <summary>Wedges in use.</summary>
    public int WedgeCount { get; private set; }

    /// <summary>For each wedge the vertex it was at first, counted over all meshes: where its attributes are.</summary>
    public int[] Origin { get; }

    public int TriangleCount => CornerCount / 3;

    /// <summary>Place of each wedge.</summary>
    public int[] PlaceOf { get; }

    /// <summary>Scaled positions.</summary>
    public Vector3d[] Places { get; }

    public bool HasSeams { get; }

    public Vector3d Center { get; }

    /// <summary>Longest side of the box, in the unit of the meshes.</summary>
    public double Extent { get; }

    /// <summary>Replaces wedges and places and drops the triangles that collapse by it.</summary>
    public void Apply(int[] wedgeTarget, int[] placeTarget)
    {
        int write = 0;
        for (int h = 0; h < CornerCount; h += 3)
        {
            int a = placeTarget[Corners[h]];
            int b = placeTarget[Corners[h + 1]];
            int c = placeTarget[Corners[h + 2]];
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
    }

    /// <summary>
    /// Renumbers what is still in use, in the order of the triangles, once much is gone: passes then cost what is left, and what is near
    /// on the surface is near in memory.
    /// </summary>
    /// <returns>For each new place its old number, or an empty span when nothing was changed.</returns>
    public ReadOnlySpan<int> Compact()
    {
        if (CornerCount / 6 > PlaceCount * 3 / 4)
        {
            return [];
        }

        int[] oldPlace = Renumber(Corners, PlaceCount);
        PlaceCount = oldPlace.Length;
        var places = new Vector3d[oldPlace.Length];
        for (int place = 0; place < places.Length; place++)
        {
            places[place] = Places[oldPlace[place]];
        }

        places.CopyTo(Places, 0);
        int[] oldWedge = oldPlace;
        if (HasSeams)
        {
            oldWedge = Renumber(Wedges, WedgeCount);
        }

        WedgeCount = oldWedge.Length;
        int[] origin = new int[oldWedge.Length];
        for (int wedge = 0; wedge < origin.Length; wedge++)
        {
            origin[wedge] = Origin[oldWedge[wedge]];
        }

        origin.CopyTo(Origin, 0);
        for (int h = 0; h < CornerCount; h++)
        {
            PlaceOf[Wedges[h]] = Corners[h];
        }

        return oldPlace;
    }

    private int[] Renumber(int[] corners, int count)
    {
        int[] newNumber = new int[count];
        var old = new List<int>(count / 2);
        for (int h = 0; h < CornerCount; h++)
        {
            int number = corners[h];
            if (newNumber[number] == 0)
            {
                old.Add(number);
                newNumber[number] = old.Count;
            }

            corners[h] = newNumber[number] - 1;
        }

        return [.. old];
    }
}
