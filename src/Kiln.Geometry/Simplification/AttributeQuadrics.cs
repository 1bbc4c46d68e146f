using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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
    // A vertex's numbers, in rows of four. The squares of all its functions together, as a quadratic form of the place:
    private const int Squares = 0; // xx, yy, zz and the constant
    private const int Mixed = 4; // xy, xz, yz and the area
    private const int Linear = 8; // x, y, z and nothing that is asked for
    private const int Functions = 12; // then the sum of the functions of each channel: gradient and constant
    private const int Row = 4;

    private readonly int _stride;
    private readonly double[] _numbers;

    private AttributeQuadrics(int vertices, int channels)
    {
        _stride = Functions + (channels * Row);
        _numbers = new double[(long)vertices * _stride];
    }

    /// <summary>The quadrics of the unsimplified surface; null when no mesh has attributes.</summary>
    public static AttributeQuadrics? Build(WorkingMesh mesh, AttributeTable attributes)
    {
        if (attributes.Channels == 0)
        {
            return null;
        }

        var quadrics = new AttributeQuadrics(mesh.VertexCount, attributes.Channels);
        var a = new double[attributes.Channels];
        var b = new double[attributes.Channels];
        var c = new double[attributes.Channels];
        double[] triangle = new double[quadrics._stride];
        for (int h = 0; h + 2 < mesh.CornerCount; h += 3)
        {
            int m = mesh.MeshOf[h / 3];
            int vertexA = mesh.VertexOf(mesh.Wedges[h]);
            int vertexB = mesh.VertexOf(mesh.Wedges[h + 1]);
            int vertexC = mesh.VertexOf(mesh.Wedges[h + 2]);
            attributes.Read(m, vertexA, a);
            attributes.Read(m, vertexB, b);
            attributes.Read(m, vertexC, c);
            if (TryMeasure(mesh, h, a, b, c, triangle))
            {
                quadrics.Add(triangle, vertexA);
                quadrics.Add(triangle, vertexB);
                quadrics.Add(triangle, vertexC);
            }
        }

        return quadrics;
    }

    /// <summary>Mean squared difference that is left when one vertex at a place stands for two, its attributes chosen best.</summary>
    public double Cost(int a, int b, Vector3d place)
    {
        ReadOnlySpan<double> ofA = Of(a);
        ReadOnlySpan<double> ofB = Of(b);
        Vector256<double> mixed = At(ofA, Mixed) + At(ofB, Mixed);
        double area = mixed[3];
        if (!(area > 0))
        {
            return 0;
        }

        var point = Vector256.Create(place.X, place.Y, place.Z, 1);
        var twice = Vector256.Create(2 * place.X, 2 * place.Y, 2 * place.Z, 0);
        var crossed = Vector256.Create(twice[0] * place.Y, twice[0] * place.Z, twice[1] * place.Z, 0);
        double sum = Sum(
            ((At(ofA, Squares) + At(ofB, Squares)) * (point * point)) + (mixed * crossed) + ((At(ofA, Linear) + At(ofB, Linear)) * twice));
        double fitted = 0;
        for (int row = Functions; row < ofA.Length; row += Row)
        {
            double value = Sum((At(ofA, row) + At(ofB, row)) * point);
            fitted += value * value;
        }

        return Math.Max(0, sum - (fitted / area)) / area;
    }

    /// <summary>Lets a vertex stand for another too.</summary>
    public void Merge(int from, int into)
    {
        if (from != into)
        {
            Add(Of(from), into);
        }
    }

    /// <summary>The attributes that fit a vertex best at a place; false when it stands for no area.</summary>
    public bool TryFit(int vertex, Vector3d place, Span<double> values)
    {
        ReadOnlySpan<double> numbers = Of(vertex);
        double area = numbers[Mixed + 3];
        if (!(area > 0))
        {
            return false;
        }

        var point = Vector256.Create(place.X, place.Y, place.Z, 1);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Sum(At(numbers, Functions + (i * Row)) * point) / area;
        }

        return true;
    }

    /// <summary>Has what is known of a vertex brought near, as it will be asked for soon.</summary>
    public void Prefetch(int vertex) => CacheHint.Prefetch(ref _numbers[vertex * _stride], _stride * sizeof(double));

    // The numbers that a triangle adds to each of its corners; false when it has no area.
    private static bool TryMeasure(WorkingMesh mesh, int h, ReadOnlySpan<double> a, ReadOnlySpan<double> b, ReadOnlySpan<double> c, Span<double> numbers)
    {
        Vector3d origin = mesh.Places[mesh.Corners[h]];
        Vector3d ab = mesh.Places[mesh.Corners[h + 1]] - origin;
        Vector3d ac = mesh.Places[mesh.Corners[h + 2]] - origin;
        Vector3d cross = Vector3d.Cross(ab, ac);
        double squared = cross.LengthSquared;
        if (!(squared > 0))
        {
            return false;
        }

        // The weights of the second and third corner as functions of the place; their gradients lie in the plane of the triangle.
        Vector256<double> ofB = Function(Vector3d.Cross(ac, cross) / squared, origin);
        Vector256<double> ofC = Function(Vector3d.Cross(cross, ab) / squared, origin);
        double area = Math.Sqrt(squared) / 2;
        var weight = Vector256.Create(area);
        Vector256<double> squares = default;
        Vector256<double> mixed = default;
        Vector256<double> linear = default;
        for (int i = 0; i < a.Length; i++)
        {
            Vector256<double> function =
                (ofB * Vector256.Create(b[i] - a[i])) + (ofC * Vector256.Create(c[i] - a[i])) + Vector256.Create(0, 0, 0, a[i]);
            Vector256<double> weighted = function * weight;
            weighted.CopyTo(numbers[(Functions + (i * Row))..]);
            squares += weighted * function;
            mixed += Vector256.Shuffle(weighted, Vector256.Create(0L, 0, 1, 3)) * Vector256.Shuffle(function, Vector256.Create(1L, 2, 2, 3));
            linear += weighted * Vector256.Create(function[3]);
        }

        squares.CopyTo(numbers[Squares..]);
        mixed.WithElement(3, area).CopyTo(numbers[Mixed..]);
        linear.CopyTo(numbers[Linear..]);
        return true;
    }

    private static Vector256<double> Function(Vector3d gradient, Vector3d root) =>
        Vector256.Create(gradient.X, gradient.Y, gradient.Z, -Vector3d.Dot(gradient, root));

    private void Add(ReadOnlySpan<double> numbers, int vertex)
    {
        Span<double> sums = _numbers.AsSpan(vertex * _stride, _stride);
        for (int row = 0; row < sums.Length; row += Row)
        {
            (At(sums, row) + At(numbers, row)).CopyTo(sums[row..]);
        }
    }

    private ReadOnlySpan<double> Of(int vertex) => _numbers.AsSpan(vertex * _stride, _stride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> At(ReadOnlySpan<double> numbers, int row) => Vector256.Create(numbers.Slice(row, Row));

    // In this order on any processor.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Sum(Vector256<double> row)
    {
        Vector128<double> halves = row.GetLower() + row.GetUpper();
        return halves[0] + halves[1];
    }
}
