using System.Numerics;
using System.Runtime.InteropServices;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Decomposition;

/// <summary>
/// The points that are extreme in each of a fixed set of directions: a small subset whose hull stands for the hull of all. Exact
/// for boxes and prisms of few sides; for a sphere about an eighth of the volume is missed, alike for all candidates compared.
/// </summary>
internal sealed class SupportSet
{
    /// <summary>Number of directions: spread over the sphere on a golden spiral.</summary>
    public const int Directions = 64;

    private static readonly float[] DirectionX = Spiral(static d => d.X);
    private static readonly float[] DirectionY = Spiral(static d => d.Y);
    private static readonly float[] DirectionZ = Spiral(static d => d.Z);

    private readonly float[] _best = new float[Directions];
    private readonly int[] _points = new int[Directions];

    /// <summary>The extreme point of each direction; −1 while the set is empty.</summary>
    public ReadOnlySpan<int> Points => _points;

    /// <summary>Forgets all points.</summary>
    public void Clear()
    {
        Array.Fill(_best, float.NegativeInfinity);
        Array.Fill(_points, -1);
    }

    /// <summary>Takes a point into account.</summary>
    public void Add(int point, Vector3d position)
    {
        var (px, py, pz) = (new Vector<float>((float)position.X), new Vector<float>((float)position.Y), new Vector<float>((float)position.Z));
        ReadOnlySpan<Vector<float>> x = MemoryMarshal.Cast<float, Vector<float>>(DirectionX);
        ReadOnlySpan<Vector<float>> y = MemoryMarshal.Cast<float, Vector<float>>(DirectionY);
        ReadOnlySpan<Vector<float>> z = MemoryMarshal.Cast<float, Vector<float>>(DirectionZ);
        Span<Vector<float>> best = MemoryMarshal.Cast<float, Vector<float>>(_best.AsSpan());
        Span<Vector<int>> points = MemoryMarshal.Cast<int, Vector<int>>(_points.AsSpan());
        for (int i = 0; i < x.Length; i++)
        {
            Vector<float> reach = (x[i] * px) + (y[i] * py) + (z[i] * pz);
            Vector<int> farther = Vector.GreaterThan(reach, best[i]);
            if (farther != Vector<int>.Zero)
            {
                best[i] = Vector.ConditionalSelect(farther, reach, best[i]);
                points[i] = Vector.ConditionalSelect(farther, new Vector<int>(point), points[i]);
            }
        }
    }

    /// <summary>Takes all points of another set into account.</summary>
    public void Add(SupportSet other)
    {
        for (int i = 0; i < Directions; i++)
        {
            if (other._best[i] > _best[i])
            {
                _best[i] = other._best[i];
                _points[i] = other._points[i];
            }
        }
    }

    private static float[] Spiral(Func<Vector3d, double> component)
    {
        double turn = Math.PI * (3 - Math.Sqrt(5));
        var values = new float[Directions];
        for (int i = 0; i < Directions; i++)
        {
            double height = 1 - (((2 * i) + 1) / (double)Directions);
            double radius = Math.Sqrt(1 - (height * height));
            values[i] = (float)component(new Vector3d(radius * Math.Cos(i * turn), radius * Math.Sin(i * turn), height));
        }

        return values;
    }
}
