namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>
/// Directions as places on an octahedron that is unfolded to a square, and differences of such places, which are stored as if the
/// prediction lay in one quarter of the inner diamond (Draco bitstream, "Prediction Normal Transform").
/// </summary>
internal sealed class DracoOctahedron
{
    private readonly DracoReader _reader;
    private readonly int _period;
    private readonly int _center;

    /// <summary>Takes the size of the square from the stream.</summary>
    public DracoOctahedron(DracoReader reader)
    {
        _reader = reader;
        _period = reader.Int32();
        _ = reader.Int32();
        if (_period < 3 || _period > (1 << 30) - 1 || (_period & (_period + 1)) != 0)
        {
            throw reader.Damaged($"normals on a square of side {_period}");
        }

        _center = (_period - 1) / 2;
    }

    /// <summary>Makes places of their differences from the place before each.</summary>
    public void RestoreDifferences(Span<int> values)
    {
        int s = 0;
        int t = 0;
        for (int i = 0; i < values.Length; i += 2)
        {
            Restore(s, t, ref values[i], ref values[i + 1]);
            (s, t) = (values[i], values[i + 1]);
        }
    }

    /// <summary>Makes a place of its difference.</summary>
    /// <param name="predictedS">The predicted place.</param>
    /// <param name="predictedT">The predicted place.</param>
    /// <param name="s">The difference, then the place.</param>
    /// <param name="t">The difference, then the place.</param>
    public void Restore(int predictedS, int predictedT, ref int s, ref int t)
    {
        (int S, int T) from = (predictedS - _center, predictedT - _center);
        bool isOutside = Math.Abs(from.S) + Math.Abs(from.T) > _center;
        from = isOutside ? Flip(from) : from;
        int turns = QuarterTurns(from);
        from = Turn(from, turns);
        (int S, int T) to = Turn((Wrap(from.S + s), Wrap(from.T + t)), 4 - turns);
        to = isOutside ? Flip(to) : to;
        s = to.S + _center;
        t = to.T + _center;
        if ((uint)s > 2 * (uint)_center || (uint)t > 2 * (uint)_center)
        {
            throw _reader.Damaged("a normal lies outside of its square");
        }
    }

    /// <summary>The place of a direction.</summary>
    public (int S, int T) Place(long x, long y, long z)
    {
        int most = 2 * _center;
        (int s, int t) = x >= 0
            ? ((int)y + _center, (int)z + _center)
            : (y < 0 ? (int)Math.Abs(z) : most - (int)Math.Abs(z), z < 0 ? (int)Math.Abs(y) : most - (int)Math.Abs(y));

        // Places on the rim stand for the same direction in pairs; one of each pair is used.
        bool isCorner = (s == 0 && (t == 0 || t == most)) || (s == most && t == 0);
        return isCorner ? (most, most)
            : s == 0 && t > _center ? (s, most - t)
            : s == most && t < _center ? (s, most - t)
            : t == most && s < _center ? (most - s, t)
            : t == 0 && s > _center ? (most - s, t)
            : (s, t);
    }

    /// <summary>The direction with its coordinates scaled so that their sizes add up to half of the square's side.</summary>
    public (long X, long Y, long Z) Scale(long x, long y, long z)
    {
        long sum = Math.Abs(x) + Math.Abs(y) + Math.Abs(z);
        if (sum == 0)
        {
            return (_center, 0, 0);
        }

        x = x * _center / sum;
        y = y * _center / sum;
        long rest = _center - Math.Abs(x) - Math.Abs(y);
        return (x, y, z >= 0 ? rest : -rest);
    }

    /// <summary>Mirrors the inner diamond and the four corners of the square onto each other.</summary>
    private (int S, int T) Flip((int S, int T) place)
    {
        bool isPositive = place is { S: >= 0, T: >= 0 };
        bool isNegative = !isPositive && place is { S: <= 0, T: <= 0 };
        int signS = isPositive || (!isNegative && place.S > 0) ? 1 : -1;
        int signT = isPositive || (!isNegative && place.T > 0) ? 1 : -1;
        int cornerS = signS * _center;
        int cornerT = signT * _center;
        int s = (2 * place.S) - cornerS;
        int t = (2 * place.T) - cornerT;
        (s, t) = signS == signT ? (-t, -s) : (t, s);
        return ((s + cornerS) / 2, (t + cornerT) / 2);
    }

    private int Wrap(int value) => value > _center ? value - _period : value < -_center ? value + _period : value;

    /// <summary>Turns needed to bring a place to the lower left quarter.</summary>
    private static int QuarterTurns((int S, int T) place) => place switch
    {
        { S: 0, T: 0 } => 0,
        { S: < 0, T: <= 0 } => 0,
        { S: >= 0, T: < 0 } => 1,
        { S: > 0, T: >= 0 } => 2,
        _ => 3,
    };

    private static (int S, int T) Turn((int S, int T) place, int turns) => (turns & 3) switch
    {
        1 => (place.T, -place.S),
        2 => (-place.S, -place.T),
        3 => (-place.T, place.S),
        _ => place,
    };
}
