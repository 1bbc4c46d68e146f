namespace Kiln.Geometry.Formats.Gltf.Meshopt;

/// <summary>
/// Decodes mode TRIANGLES (EXT_meshopt_compression, appendix A.2): triangles told by recent edges and vertices.
/// </summary>
internal ref struct MeshoptTriangleDecoder
{
    private const int Header = 0xE1;
    private const int TableLength = 16;
    private const int FirstRelativeCode = 13;

    private readonly uint[] _vertices = NewQueue();
    private readonly (uint A, uint B)[] _edges = new (uint A, uint B)[16];
    private readonly ReadOnlySpan<byte> _table;
    private MeshoptByteReader _data;
    private MeshoptIndexWriter _writer;
    private int _vertexAt;
    private int _edgeAt;
    private uint _next;
    private uint _last;

    private MeshoptTriangleDecoder(ReadOnlySpan<byte> data, ReadOnlySpan<byte> table, Span<byte> indices, int stride, string where)
    {
        _data = new MeshoptByteReader(data, where);
        _table = table;
        _writer = new MeshoptIndexWriter(indices, stride);
        Array.Fill(_edges, (uint.MaxValue, uint.MaxValue));
    }

    /// <summary>Decodes into <paramref name="indices"/>.</summary>
    public static void Decode(ReadOnlySpan<byte> compressed, Span<byte> indices, int stride, string where)
    {
        int triangles = indices.Length / stride / 3;
        if (compressed.Length < 1 + triangles + TableLength || compressed[0] != Header)
        {
            throw MeshoptByteReader.Damaged(where);
        }

        var decoder = new MeshoptTriangleDecoder(
            compressed[(1 + triangles)..^TableLength], compressed[^TableLength..], indices, stride, where);
        foreach (byte code in compressed.Slice(1, triangles))
        {
            decoder.Triangle(code);
        }

        if (!decoder._data.AtEnd)
        {
            throw MeshoptByteReader.Damaged(where);
        }
    }

    private static uint[] NewQueue()
    {
        var queue = new uint[16];
        Array.Fill(queue, uint.MaxValue);
        return queue;
    }

    private void Triangle(int code)
    {
        if (code < 0xF0)
        {
            OnEdge(code >> 4, code & 15);
        }
        else if (code < 0xFE)
        {
            int pair = _table[code & 15];
            Free(Take(0), pair >> 4, pair & 15);
        }
        else
        {
            int pair = _data.Next();
            _next = pair == 0 ? 0 : _next;
            int b = pair >> 4;
            int c = pair & 15;
            uint first = code == 0xFE ? _next++ : 0;
            uint second = b == 15 ? 0 : Take(b);
            uint third = c == 15 ? 0 : Take(c);
            first = code == 0xFE ? first : _last = _data.NextIndex(_last);
            second = b == 15 ? _last = _data.NextIndex(_last) : second;
            third = c == 15 ? _last = _data.NextIndex(_last) : third;
            Emit(first, second, third, b is 0 or 15, c is 0 or 15);
        }
    }

    private void OnEdge(int edge, int code)
    {
        (uint a, uint b) = _edges[(_edgeAt - 1 - edge) & 15];
        uint c;
        bool isNew = true;
        if (code < FirstRelativeCode)
        {
            isNew = code == 0;
            c = isNew ? _next++ : _vertices[(_vertexAt - 1 - code) & 15];
        }
        else
        {
            c = _last = code == 15 ? _data.NextIndex(_last) : _last + (uint)(code - (code ^ 3));
        }

        Write(a, b, c);
        PushVertex(c, isNew);
        PushEdge(c, b);
        PushEdge(a, c);
    }

    private void Free(uint first, int b, int c)
    {
        uint second = Take(b);
        uint third = Take(c);
        Emit(first, second, third, b == 0, c == 0);
    }

    private void Emit(uint a, uint b, uint c, bool newB, bool newC)
    {
        Write(a, b, c);
        PushVertex(a, true);
        PushVertex(b, newB);
        PushVertex(c, newC);
        PushEdge(b, a);
        PushEdge(c, b);
        PushEdge(a, c);
    }

    /// <summary>Zero stands for the next vertex that is new, anything else for one of the queue.</summary>
    private uint Take(int code) => code == 0 ? _next++ : _vertices[(_vertexAt - code) & 15];

    private void Write(uint a, uint b, uint c)
    {
        _writer.Write(a);
        _writer.Write(b);
        _writer.Write(c);
    }

    private void PushVertex(uint vertex, bool isNew)
    {
        _vertices[_vertexAt] = vertex;
        _vertexAt = (_vertexAt + (isNew ? 1 : 0)) & 15;
    }

    private void PushEdge(uint a, uint b)
    {
        _edges[_edgeAt] = (a, b);
        _edgeAt = (_edgeAt + 1) & 15;
    }
}
