using System.Runtime.InteropServices;

namespace Kiln.SimReady.Usd.Crate;

/// <summary>The fields of a file that is being written, each pair of name and value once, and the sets of fields of its specs.</summary>
internal sealed class FieldTable
{
    private readonly Dictionary<(int Token, CrateValue Value), int> _indices = [];
    private readonly List<int> _tokens = [];
    private readonly List<ulong> _values = [];
    private readonly List<int> _sets = [];

    /// <summary>Adds a set of fields.</summary>
    /// <returns>Where it starts among the sets, by which specs refer to it.</returns>
    public int AddSet(IEnumerable<(int Token, CrateValue Value)> fields)
    {
        int start = _sets.Count;
        foreach ((int Token, CrateValue Value) field in fields)
        {
            if (!_indices.TryGetValue(field, out int index))
            {
                index = _tokens.Count;
                _tokens.Add(field.Token);
                _values.Add(field.Value.Bits);
                _indices.Add(field, index);
            }

            _sets.Add(index);
        }

        _sets.Add(CrateFormat.EndOfFields);
        return start;
    }

    /// <summary>Writes the fields: count, their name tokens as integers, and their compressed values.</summary>
    public void WriteFields(CrateBuffer target)
    {
        target.Write((long)_tokens.Count);
        target.WriteIntegers(CollectionsMarshal.AsSpan(_tokens));
        target.WriteSized(CompressedBytes.Encode(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_values))).Span);
    }

    /// <summary>Writes the sets one after another: count with end marks, then the integers.</summary>
    public void WriteSets(CrateBuffer target)
    {
        target.Write((long)_sets.Count);
        target.WriteIntegers(CollectionsMarshal.AsSpan(_sets));
    }
}
