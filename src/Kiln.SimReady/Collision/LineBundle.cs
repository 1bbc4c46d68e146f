using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.SimReady.Collision;

/// <summary>Parallel lines through a box and where surfaces cross them.</summary>
internal sealed class LineBundle
{
    private readonly int _axis;
    private readonly int _side;
    private readonly double _originU;
    private readonly double _originV;
    private readonly double[] _withinU;
    private readonly double[] _withinV;
    private readonly double _stepU;
    private readonly double _stepV;
    private readonly List<Crossing> _crossings = [];

    /// <summary>
    /// One line in each cell of a square grid across a box. Each row and each column stands elsewhere within its cells, by multiples of
    /// irrational parts (a Kronecker sequence): a wall along a side is met by its share of all lines, and not by whole rows or none.
    /// </summary>
    /// <param name="bounds">The box.</param>
    /// <param name="axis">Direction of the lines: 0 for X, 1 for Y, 2 for Z.</param>
    /// <param name="side">Lines along each side.</param>
    public LineBundle(Bounds3d bounds, int axis, int side)
    {
        _axis = axis;
        _side = side;
        (_originU, _originV, _) = Turn(bounds.Min);
        (double maxU, double maxV, _) = Turn(bounds.Max);
        _stepU = (maxU - _originU) / side;
        _stepV = (maxV - _originV) / side;
        _withinU = [.. Enumerable.Range(1, side).Select(row => Fraction(row * Math.Sqrt(2)))];
        _withinV = [.. Enumerable.Range(1, side).Select(column => Fraction(column * Math.Sqrt(3)))];
    }

    /// <summary>Adds the crossings of a closed surface.</summary>
    public void Cross(SurfaceMesh mesh, bool isHull, CancellationToken cancellationToken)
    {
        Corner[] corners = Array.ConvertAll(mesh.Vertices, At);
        for (int i = 0; i < mesh.Triangles.Length; i += 3)
        {
            if (i % 49_152 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            CrossTriangle(
                in corners[mesh.Triangles[i]], in corners[mesh.Triangles[i + 1]], in corners[mesh.Triangles[i + 2]], isHull);
        }
    }

    /// <summary>
    /// Volumes inside the solids, inside the hulls, inside both, and of all hulls one by one: lengths times the lines' share of the area.
    /// </summary>
    public (double Solid, double Hulls, double Common, double Sum) Integrate()
    {
        _crossings.Sort();
        double solid = 0;
        double hulls = 0;
        double common = 0;
        double sum = 0;
        int good = 0;
        int crossed = 0;
        for (int start = 0; start < _crossings.Count;)
        {
            int end = start;
            int inSolid = 0;
            int inHull = 0;
            double lineSolid = 0;
            double lineHulls = 0;
            double lineCommon = 0;
            double lineSum = 0;
            for (; end < _crossings.Count && _crossings[end].Line == _crossings[start].Line; end++)
            {
                double length = end > start ? _crossings[end].At - _crossings[end - 1].At : 0;
                lineSolid += inSolid > 0 ? length : 0;
                lineHulls += inHull > 0 ? length : 0;
                lineCommon += inSolid > 0 && inHull > 0 ? length : 0;
                lineSum += inHull * length;
                inSolid += _crossings[end].IsHull ? 0 : _crossings[end].Step;
                inHull += _crossings[end].IsHull ? _crossings[end].Step : 0;
            }

            // A line that grazes an edge may miss a crossing; then it does not end outside, and says nothing.
            crossed++;
            if (inSolid == 0 && inHull == 0)
            {
                good++;
                solid += lineSolid;
                hulls += lineHulls;
                common += lineCommon;
                sum += lineSum;
            }

            start = end;
        }

        double share = good == 0 ? 0 : _stepU * _stepV * crossed / good;
        return (solid * share, hulls * share, common * share, sum * share);
    }

    private void CrossTriangle(in Corner a, in Corner b, in Corner c, bool isHull)
    {
        double area = Cross2(b.U - a.U, b.V - a.V, c.U - a.U, c.V - a.V);
        if (area == 0)
        {
            return;
        }

        int firstU = Math.Min(a.CellU, Math.Min(b.CellU, c.CellU));
        int lastU = Math.Max(a.CellU, Math.Max(b.CellU, c.CellU));
        int firstV = Math.Min(a.CellV, Math.Min(b.CellV, c.CellV));
        int lastV = Math.Max(a.CellV, Math.Max(b.CellV, c.CellV));
        for (int iv = firstV; iv <= lastV; iv++)
        {
            for (int iu = firstU; iu <= lastU; iu++)
            {
                double u = _originU + ((iu + _withinU[iv]) * _stepU);
                double v = _originV + ((iv + _withinV[iu]) * _stepV);
                double wa = Cross2(c.U - b.U, c.V - b.V, u - b.U, v - b.V) / area;
                double wb = Cross2(a.U - c.U, a.V - c.V, u - c.U, v - c.V) / area;
                double wc = Cross2(b.U - a.U, b.V - a.V, u - a.U, v - a.V) / area;
                if (wa >= 0 && wb >= 0 && wc >= 0)
                {
                    // A face that looks along the line is where the line leaves the solid.
                    _crossings.Add(new((iv * _side) + iu, (wa * a.W) + (wb * b.W) + (wc * c.W), area > 0 ? -1 : 1, isHull));
                }
            }
        }
    }

    private Corner At(Vector3d vertex)
    {
        (double u, double v, double w) = Turn(vertex);
        return new(u, v, w, CellOf(u, _originU, _stepU), CellOf(v, _originV, _stepV));
    }

    private int CellOf(double at, double origin, double step) =>
        step > 0 ? Math.Clamp((int)Math.Floor((at - origin) / step), 0, _side - 1) : 0;

    private static double Fraction(double value) => value - Math.Floor(value);

    // Cyclic, so that the turned frame is right-handed too.
    private (double U, double V, double W) Turn(Vector3d p) => _axis switch
    {
        0 => (p.Y, p.Z, p.X),
        1 => (p.Z, p.X, p.Y),
        _ => (p.X, p.Y, p.Z),
    };

    private static double Cross2(double ax, double ay, double bx, double by) => (ax * by) - (ay * bx);

    /// <summary>A vertex in the turned frame, and the cell of the grid that it lies in.</summary>
    private readonly record struct Corner(double U, double V, double W, int CellU, int CellV);

    private readonly record struct Crossing(int Line, double At, int Step, bool IsHull) : IComparable<Crossing>
    {
        public int CompareTo(Crossing other) => Line != other.Line ? Line.CompareTo(other.Line) : At.CompareTo(other.At);
    }
}
