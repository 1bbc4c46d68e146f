namespace Kiln.Cli.Samples;

/// <summary>Smooth noise over a lattice that repeats, made of integer hashes so that every machine makes the same.</summary>
internal static class ValueNoise
{
    /// <summary>Noise in 0–1 at a point; repeats with the given whole periods.</summary>
    public static float At(float x, float y, int periodX, int periodY, uint seed)
    {
        int left = (int)MathF.Floor(x), top = (int)MathF.Floor(y);
        float across = Smooth(x - left), down = Smooth(y - top);
        float Corner(int dx, int dy) => Lattice(Wrap(left + dx, periodX), Wrap(top + dy, periodY), seed);
        return float.Lerp(
            float.Lerp(Corner(0, 0), Corner(1, 0), across), float.Lerp(Corner(0, 1), Corner(1, 1), across), down);
    }

    private static int Wrap(int value, int period) => ((value % period) + period) % period;

    private static float Smooth(float t) => t * t * (3 - (2 * t));

    // The finalizer of MurmurHash3: every input bit reaches every output bit.
    private static float Lattice(int x, int y, uint seed)
    {
        uint hash = ((uint)x * 0x9E3779B1) ^ ((uint)y * 0x85EBCA77) ^ (seed * 0xC2B2AE3D);
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35;
        return (hash ^ (hash >> 16)) / (float)uint.MaxValue;
    }
}
