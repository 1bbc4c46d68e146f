using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Spatial;

/// <summary>
/// The generalised winding number of a triangle surface: about 1 inside, 0 outside, in between near holes, where a closed surface would
/// jump (A. Jacobson and others, "Robust Inside-Outside Segmentation using Generalized Winding Numbers", 2013). Far clusters of triangles
/// count as one dipole (G. Barill and others, "Fast Winding Numbers for Soups and Clouds", 2018).
/// </summary>
internal sealed class WindingNumber
{
    // A cluster this many times its radius away is far. Errors then stay at a few hundredths, where a threshold of one half decides.
    private const double FarFactor = 2;

    private readonly Vector3d[] _points;
    private readonly int[] _corners;
    private readonly BoxTree _tree;
    private readonly Dipole[] _dipoles;

    public WindingNumber(Vector3d[] points, int[] corners, CancellationToken cancellationToken = default)
    {
        _points = points;
        _corners = corners;
        var boxes = new Bounds3d[corners.Length / 3];
        for (int t = 0; t < boxes.Length; t++)
        {
            boxes[t] = Bounds3d.Of([points[corners[t * 3]], points[corners[(t * 3) + 1]], points[corners[(t * 3) + 2]]]);
        }

        _tree = BoxTree.Build(boxes, cancellationToken);
        _dipoles = new Dipole[_tree.Nodes.Length];
        for (int node = _dipoles.Length - 1; node >= 0; node--)
        {
            _dipoles[node] = DipoleOf(node);
        }
    }

    /// <summary>The winding number at a point. Safe to call from several threads.</summary>
    public double At(Vector3d point)
    {
        if (_tree.Nodes.Length == 0)
        {
            return 0;
        }

        double sum = 0;
        Span<int> stack = stackalloc int[64];
        int depth = 0;
        stack[depth++] = 0;
        while (depth > 0)
        {
            int index = stack[--depth];
            ref readonly Dipole dipole = ref _dipoles[index];
            Vector3d to = dipole.Center - point;
            double squared = to.LengthSquared;
            if (squared > dipole.FarSquared)
            {
                sum += Vector3d.Dot(dipole.Normal, to) / (squared * Math.Sqrt(squared));
                continue;
            }

            ref readonly BoxTree.Node node = ref _tree.Nodes[index];
            if (!node.IsLeaf)
            {
                stack[depth++] = node.Right;
                stack[depth++] = index + 1;
                continue;
            }

            for (int i = node.Start; i < node.Start + node.Count; i++)
            {
                sum += SolidAngle(_tree.Items[i], point);
            }
        }

        return sum / (4 * Math.PI);
    }

    // A. van Oosterom and J. Strackee, "The Solid Angle of a Plane Triangle", 1983.
    private double SolidAngle(int triangle, Vector3d point)
    {
        Vector3d a = _points[_corners[triangle * 3]] - point;
        Vector3d b = _points[_corners[(triangle * 3) + 1]] - point;
        Vector3d c = _points[_corners[(triangle * 3) + 2]] - point;
        (double la, double lb, double lc) = (a.Length, b.Length, c.Length);
        double numerator = Vector3d.Dot(a, Vector3d.Cross(b, c));
        double denominator = (la * lb * lc) + (Vector3d.Dot(a, b) * lc) + (Vector3d.Dot(b, c) * la) + (Vector3d.Dot(c, a) * lb);
        return 2 * Math.Atan2(numerator, denominator);
    }

    // Leaves sum their triangles; inner nodes their children, which come later in the order and are done already.
    private Dipole DipoleOf(int index)
    {
        BoxTree.Node node = _tree.Nodes[index];
        Vector3d normal = Vector3d.Zero;
        Vector3d weighted = Vector3d.Zero;
        double area = 0;
        if (node.IsLeaf)
        {
            for (int i = node.Start; i < node.Start + node.Count; i++)
            {
                int h = _tree.Items[i] * 3;
                (Vector3d a, Vector3d b, Vector3d c) = (_points[_corners[h]], _points[_corners[h + 1]], _points[_corners[h + 2]]);
                Vector3d face = Vector3d.Cross(b - a, c - a) * 0.5;
                double faceArea = face.Length;
                normal += face;
                weighted += (a + b + c) * (faceArea / 3);
                area += faceArea;
            }
        }
        else
        {
            Dipole left = _dipoles[index + 1];
            Dipole right = _dipoles[node.Right];
            normal = left.Normal + right.Normal;
            area = left.Area + right.Area;
            weighted = (left.Center * left.Area) + (right.Center * right.Area);
        }

        Vector3d center = area > 0 ? weighted / area : node.Bounds.Center;
        Vector3d reach = Vector3d.Max(node.Bounds.Max - center, center - node.Bounds.Min);
        return new(normal, center, area, FarFactor * FarFactor * reach.LengthSquared);
    }

    private readonly record struct Dipole(Vector3d Normal, Vector3d Center, double Area, double FarSquared);
}
