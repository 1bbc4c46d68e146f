namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>Bits coded with one probability for all of a section.</summary>
internal sealed class DracoRansBits
{
    private const uint Lowest = 4096;

    private readonly uint _probabilityOfOne;
    private DracoRansState _state;

    /// <summary>Takes the section that comes next in the stream.</summary>
    public DracoRansBits(DracoReader reader)
    {
        _probabilityOfOne = 256u - reader.Byte();
        _state = new DracoRansState(reader, reader.Variable(), Lowest);
    }

    /// <summary>The next bit.</summary>
    public bool Next()
    {
        _state.Normalize();
        uint state = _state.Value;
        uint ones = (state >> 8) * _probabilityOfOne;
        uint rest = state & 0xFF;
        bool one = rest < _probabilityOfOne;
        _state.Value = one ? ones + rest : state - ones - _probabilityOfOne;
        return one;
    }
}
