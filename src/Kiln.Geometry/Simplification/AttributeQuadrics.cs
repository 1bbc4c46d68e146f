using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Simplification;

/// <summary>
/// What moving a vertex does to its attributes (H. Hoppe, "New Quadric Metric for Simplifying Meshes with Appearance Attributes", 1999).
/// On each triangle an attribute is a linear function of the place; a vertex keeps the area-weighted sum of the squared differences to
/// the functions of the triangles it stands for, and with it the value that fits them best anywhere. Vertices are numbered as in the
/// input, so nothing moves when the working mesh is renumbered.
/// </summary>
internal sealed class AttributeQuadrics
{
    private readonly int _channels;
    private readonly Quadric[] _squares;
    private readonly double[] _areas;
    private readonly Field[] _sums;

    private AttributeQuadrics(int vertices, int channels)
    {
        _channels = channels;
        _squares = new Quadric[vertices];
        _areas = new double[vertices];
        _sums = new Field[vertices * channels];
    }

    /// <summary>The quadrics of the unsimplified surface; null when no mesh has attributes.</summary>
    public static AttributeQuadrics? Build(WorkingMesh mesh, AttributeTable attributes)
    {
        if (attributes.Channels == 0)
        {
            return null;
        }

        var quadrics = new AttributeQuadrics(mesh.Origin.Length, attributes.Channels);
        var a = new double[attributes.Channels];
        var b = new double[attributes.Channels];
        var c = new double[attributes.Channels];
        for (int h = 0; h + 2 < mesh.CornerCount; h += 3)
        {
            int m = mesh.MeshOf[h / 3];
            attributes.Read(m, mesh.Origin[mesh.Wedges[h]], a);
            attributes.Read(m, mesh.Origin[mesh.Wedges[h + 1]], b);
            attributes.Read(m, mesh.Origin[mesh.Wedges[h + 2]], c);
            quadrics.AddTriangle(mesh, h, a, b, c);
        }

        return quadrics;
    }

    /// <summary>Mean squared difference that is left when one vertex at a place stands for two, its attributes chosen best.</summary>
    public double Cost(int a, int b, Vector3d place)
    {
        double area = _areas[a] + _areas[b];
        if (!(area > 0))
        {
            return 0;
        }

        double sum = _squares[a].Total(place) + _squares[b].Total(place);
        ReadOnlySpan<Field> ofA = _sums.AsSpan(a * _channels, _channels);
        ReadOnlySpan<Field> ofB = _sums.AsSpan(b * _channels, _channels);
        double fitted = 0;
        for (int i = 0; i < ofA.Length; i++)
        {
            double value = ofA[i].At(place) + ofB[i].At(place);
            fitted += value * value;
        }

        return Math.Max(0, sum - (fitted / area)) / area;
    }

    /// <summary>Lets a vertex stand for another too.</summary>
    public void Merge(int from, int into)
    {
        if (from == into)
        {
            return;
        }

        _squares[into].Add(_squares[from]);
        _areas[into] += _areas[from];
        for (int i = 0; i < _channels; i++)
        {
            _sums[(into * _channels) + i].Add(_sums[(from * _channels) + i]);
        }
    }

    /// <summary>The attributes that fit a vertex best at a place; false when it stands for no area.</summary>
    public bool TryFit(int vertex, Vector3d place, Span<double> values)
    {
        double area = _areas[vertex];
        for (int i = 0; i < _channels && area > 0; i++)
        {
            values[i] = _sums[(vertex * _channels) + i].At(place) / area;
        }

        return area > 0;
    }

    private void AddTriangle(WorkingMesh mesh, int h, double[] a, double[] b, double[] c)
    {
        Vector3d origin = mesh.Places[mesh.Corners[h]];
        Vector3d ab = mesh.Places[mesh.Corners[h + 1]] - origin;
        Vector3d ac = mesh.Places[mesh.Corners[h + 2]] - origin;
        Vector3d cross = Vector3d.Cross(ab, ac);
        double squared = cross.LengthSquared;
        if (!(squared > 0))
        {
            return;
        }

        // The gradients of the corners' weights, in the plane of the triangle.
        Vector3d towardsB = Vector3d.Cross(ac, cross) / squared;
        Vector3d towardsC = Vector3d.Cross(cross, ab) / squared;
        double area = Math.Sqrt(squared) / 2;
        Quadric squares = default;
        for (int i = 0; i < _channels; i++)
        {
            Vector3d gradient = (towardsB * (b[i] - a[i])) + (towardsC * (c[i] - a[i]));
            double offset = a[i] - Vector3d.Dot(gradient, origin);
            squares.AddPlane(gradient, offset, area);
            var field = new Field(gradient * area, offset * area);
            for (int corner = h; corner < h + 3; corner++)
            {
                _sums[(mesh.Origin[mesh.Wedges[corner]] * _channels) + i].Add(field);
            }
        }

        for (int corner = h; corner < h + 3; corner++)
        {
            int vertex = mesh.Origin[mesh.Wedges[corner]];
            _squares[vertex].Add(squares);
            _areas[vertex] += area;
        }
    }

    // A linear function of the place. A mutable struct: it lives in arrays and adds in place.
    private struct Field(Vector3d gradient, double offset)
    {
        private Vector3d _gradient = gradient;
        private double _offset = offset;

        public readonly double At(Vector3d place) => Vector3d.Dot(_gradient, place) + _offset;

        public void Add(in Field other)
        {
            _gradient += other._gradient;
            _offset += other._offset;
        }
    }
}
