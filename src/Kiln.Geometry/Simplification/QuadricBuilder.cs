using Kiln.Geometry.Cleaning;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Simplification;

/// <summary>
/// The quadrics of the unsimplified surface: the planes of the triangles around each place, weighted by area, and along borders, seams
/// and material borders upright planes that hold these lines where they are.
/// </summary>
internal static class QuadricBuilder
{
    private const double BorderWeight = 10;
    private const double SeamWeight = 10;
    private const double MaterialWeight = 100;

    public static Quadric[] Build(WorkingMesh mesh, SpokeTable spokes, VertexKinds kinds)
    {
        var quadrics = new Quadric[mesh.Places.Length];
        int[] corners = mesh.Corners;
        for (int h = 0; h + 2 < mesh.CornerCount; h += 3)
        {
            (int a, int b, int c) = (corners[h], corners[h + 1], corners[h + 2]);
            Vector3d pa = mesh.Places[a];
            Vector3d cross = Vector3d.Cross(mesh.Places[b] - pa, mesh.Places[c] - pa);
            double length = cross.Length;
            if (length == 0)
            {
                continue;
            }

            Vector3d normal = cross * (1 / length);
            Quadric plane = default;
            plane.AddPlane(normal, -Vector3d.Dot(normal, pa), length / 2);
            quadrics[a].Add(plane);
            quadrics[b].Add(plane);
            quadrics[c].Add(plane);
            for (int side = h; side < h + 3; side++)
            {
                if (kinds[corners[side]] != VertexKind.Interior && kinds[corners[EdgeTable.Next(side)]] != VertexKind.Interior)
                {
                    AddUpright(mesh, spokes, quadrics, side, normal);
                }
            }
        }

        return quadrics;
    }

    private static void AddUpright(WorkingMesh mesh, SpokeTable spokes, Quadric[] quadrics, int side, Vector3d normal)
    {
        double weight = WeightOf(mesh, spokes, side);
        if (weight == 0)
        {
            return;
        }

        int a = mesh.Corners[side];
        int b = mesh.Corners[EdgeTable.Next(side)];
        Vector3d edge = mesh.Places[b] - mesh.Places[a];
        Vector3d upright = Vector3d.Cross(edge, normal).Normalized();
        Quadric plane = default;
        plane.AddPlane(upright, -Vector3d.Dot(upright, mesh.Places[a]), weight * edge.LengthSquared);
        quadrics[a].Add(plane);
        quadrics[b].Add(plane);
    }

    private static double WeightOf(WorkingMesh mesh, SpokeTable spokes, int side)
    {
        int a = mesh.Corners[side];
        int b = mesh.Corners[EdgeTable.Next(side)];
        ReadOnlySpan<SpokeTable.Spoke> around = spokes.Around(b);
        for (int i = 0; i < around.Length; i++)
        {
            if (around[i].Next != a)
            {
                continue;
            }

            if (!mesh.HasSeams)
            {
                return 0;
            }

            int back = spokes.CornersAt(b)[i];
            if (mesh.MeshOf[back / 3] != mesh.MeshOf[side / 3])
            {
                return MaterialWeight;
            }

            bool same = mesh.Wedges[back] == mesh.Wedges[EdgeTable.Next(side)] && mesh.Wedges[EdgeTable.Next(back)] == mesh.Wedges[side];
            return same ? 0 : SeamWeight;
        }

        return BorderWeight;
    }
}
