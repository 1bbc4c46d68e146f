using static Kiln.Geometry.Formats.Gltf.Draco.DracoCornerTable;

namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>
/// Predicts texture coordinates as if the texture lay on the face without distortion: the face's shape and the coordinates of two of
/// its corners leave two places for the third (Draco bitstream, "TexCoords Prediction Decoder").
/// </summary>
internal sealed class DracoTextureCoordinates
{
    private const long MostDistance = 1L << 30;

    private readonly DracoReader _reader;
    private readonly DracoOrder _order;
    private readonly int[] _values;
    private readonly DracoCornerPositions _positions;
    private readonly bool[] _sides;
    private readonly DracoWrap _wrap;
    private int _sidesLeft;

    /// <summary>Takes the choices of side from the stream.</summary>
    public DracoTextureCoordinates(DracoReader reader, DracoOrder order, int[] values, DracoCornerPositions positions)
    {
        _reader = reader;
        _order = order;
        _values = values;
        _positions = positions;
        uint count = reader.UInt32();
        if (count > (uint)order.Count)
        {
            throw reader.Damaged($"{count} texture coordinates of {order.Count} have a side");
        }

        _sidesLeft = (int)count;
        _sides = reader.Budget.Take<bool>(count);
        var bits = new DracoRansBits(reader);
        bool side = true;
        for (int i = 0; i < _sides.Length; i++)
        {
            side = bits.Next() ? side : !side;
            _sides[i] = side;
        }

        _wrap = new DracoWrap(reader, 2);
    }

    /// <summary>Makes values of their differences from the predictions.</summary>
    public void Restore()
    {
        Span<int> predicted = stackalloc int[2];
        for (int i = 0; i < _order.Count; i++)
        {
            (predicted[0], predicted[1]) = Predict(i, _order.CornerOf![i]);
            _wrap.Restore(predicted, _values.AsSpan(2 * i, 2));
        }
    }

    private (int U, int V) Predict(int value, int corner)
    {
        DracoCornerTable table = _order.Table!;
        int next = _order.ValueOf[table.VertexAfter(corner)];
        int previous = _order.ValueOf[table.VertexBefore(corner)];
        if (next < value && previous < value)
        {
            (long U, long V) from = At(next);
            (long U, long V) to = At(previous);
            if (from == to)
            {
                return At(previous);
            }

            (long X, long Y, long Z) start = _positions.At(Next(corner));
            (long X, long Y, long Z) edge = Between(start, _positions.At(Previous(corner)));
            if (edge != (0, 0, 0))
            {
                return OnEdge(from, (to.U - from.U, to.V - from.V), edge, Between(start, _positions.At(corner)));
            }
        }

        return next < value ? At(next) : value > 0 ? At(value - 1) : (0, 0);
    }

    /// <summary>The place whose position against the edge in the texture is as that in space.</summary>
    private (int U, int V) OnEdge(
        (long U, long V) from, (long U, long V) along, (long X, long Y, long Z) edge, (long X, long Y, long Z) tip)
    {
        long square = Dot(edge, edge);
        long share = Dot(edge, tip);
        long mostFrom = Math.Max(Math.Abs(from.U), Math.Abs(from.V));
        long mostAlong = Math.Max(Math.Abs(along.U), Math.Abs(along.V));
        long mostEdge = Math.Max(Math.Max(Math.Abs(edge.X), Math.Abs(edge.Y)), Math.Abs(edge.Z));
        if (mostFrom > long.MaxValue / square || Math.Abs(share) > long.MaxValue / Math.Max(mostAlong, mostEdge))
        {
            throw _reader.Damaged("texture coordinates are too far apart");
        }

        if (_sidesLeft == 0)
        {
            throw _reader.Damaged("the side of a texture coordinate is missing");
        }

        (long X, long Y, long Z) height = (
            tip.X - (share * edge.X / square), tip.Y - (share * edge.Y / square), tip.Z - (share * edge.Z / square));
        long scale = (long)Root((ulong)Dot(height, height) * (ulong)square);
        scale = _sides[--_sidesLeft] ? scale : -scale;
        long u = (from.U * square) + (share * along.U) + (scale * along.V);
        long v = (from.V * square) + (share * along.V) - (scale * along.U);
        return ((int)(u / square), (int)(v / square));
    }

    private (int U, int V) At(int value) => (_values[2 * value], _values[(2 * value) + 1]);

    private (long X, long Y, long Z) Between((long X, long Y, long Z) a, (long X, long Y, long Z) b)
    {
        (long X, long Y, long Z) difference = (b.X - a.X, b.Y - a.Y, b.Z - a.Z);
        long most = Math.Max(Math.Max(Math.Abs(difference.X), Math.Abs(difference.Y)), Math.Abs(difference.Z));
        return most <= MostDistance ? difference : throw _reader.Damaged("positions are too far apart");
    }

    private static long Dot((long X, long Y, long Z) a, (long X, long Y, long Z) b) => (a.X * b.X) + (a.Y * b.Y) + (a.Z * b.Z);

    /// <summary>The square root, rounded down.</summary>
    private static ulong Root(ulong square)
    {
        ulong root = Math.Min((ulong)Math.Sqrt(square), uint.MaxValue);
        while (root * root > square)
        {
            root--;
        }

        while (root < uint.MaxValue && (root + 1) * (root + 1) <= square)
        {
            root++;
        }

        return root;
    }
}
