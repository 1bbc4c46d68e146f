using Kiln.Geometry.Numerics;
using Kiln.Geometry.Spatial;

namespace Kiln.Geometry.Cleaning;

/// <summary>Counts border vertices that lie within a border edge they are no end of: cracks that welding cannot close.</summary>
internal static class TJunctions
{
    public static int Count(Vector3d[] points, int[] corners, int[] twin, double tolerance, CancellationToken cancellationToken)
    {
        int[] border = [.. Enumerable.Range(0, twin.Length).Where(h => twin[h] < 0)];
        var reach = new Vector3d(tolerance, tolerance, tolerance);
        var boxes = new Bounds3d[border.Length];
        for (int i = 0; i < border.Length; i++)
        {
            Vector3d a = points[corners[border[i]]];
            Vector3d b = points[corners[EdgeTable.Next(border[i])]];
            boxes[i] = new(Vector3d.Min(a, b) - reach, Vector3d.Max(a, b) + reach);
        }

        BoxTree tree = BoxTree.Build(boxes, cancellationToken);
        var near = new List<int>();
        int count = 0;
        foreach (int vertex in border.Select(h => corners[h]).Distinct())
        {
            cancellationToken.ThrowIfCancellationRequested();
            near.Clear();
            tree.Collect(points[vertex], near);
            count += near.Any(i => LiesWithin(points, vertex, corners[border[i]], corners[EdgeTable.Next(border[i])], tolerance)) ? 1 : 0;
        }

        return count;
    }

    private static bool LiesWithin(Vector3d[] points, int vertex, int from, int to, double tolerance)
    {
        Vector3d side = points[to] - points[from];
        Vector3d arm = points[vertex] - points[from];
        double along = Vector3d.Dot(arm, side) / side.LengthSquared;
        double margin = tolerance / side.Length;
        return vertex != from && vertex != to && along > margin && along < 1 - margin &&
            (arm - (side * along)).LengthSquared <= tolerance * tolerance;
    }
}
