namespace Kiln.Geometry.Images;

/// <summary>Which pixels of a line make up each pixel of a line of another length, and by what share.</summary>
internal sealed class ResampleWeights
{
    private readonly int[] _first;
    private readonly float[][] _weights;

    private ResampleWeights(int[] first, float[][] weights)
    {
        _first = first;
        _weights = weights;
    }

    /// <summary>The first source pixel of a target pixel.</summary>
    public int First(int target) => _first[target];

    /// <summary>How many source pixels it has.</summary>
    public int Count(int target) => _weights[target].Length;

    /// <summary>The share of one of them; all shares add up to one.</summary>
    public float Weight(int target, int index) => _weights[target][index];

    /// <summary>A tent of the width of the reduction, or of one source pixel when enlarging.</summary>
    public static ResampleWeights Of(int source, int target)
    {
        double scale = (double)source / target;
        double radius = Math.Max(1, scale);
        var first = new int[target];
        var weights = new float[target][];
        for (int i = 0; i < target; i++)
        {
            double center = ((i + 0.5) * scale) - 0.5;
            int from = Math.Max(0, (int)Math.Ceiling(center - radius + 1e-9));
            int to = Math.Min(source - 1, (int)Math.Floor(center + radius - 1e-9));
            var shares = new double[to - from + 1];
            for (int s = 0; s < shares.Length; s++)
            {
                shares[s] = 1 - (Math.Abs(from + s - center) / radius);
            }

            double total = shares.Sum();
            first[i] = from;
            weights[i] = Array.ConvertAll(shares, share => (float)(share / total));
        }

        return new ResampleWeights(first, weights);
    }
}
