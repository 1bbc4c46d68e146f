using System.Numerics;
using System.Runtime.InteropServices;

namespace Kiln.SimReady.Usd.Crate;

/// <summary>
/// Writes values and gives what fields refer to them by. Small values stand in the reference itself. As in text, minus zero is
/// written 0 and no number may be infinite or NaN. An array object that several attributes share is written once.
/// </summary>
internal sealed class CrateValueWriter(CrateBuffer target, TokenTable tokens, PathTable paths)
{
    private readonly Dictionary<object, CrateValue> _arrays = new(ReferenceEqualityComparer.Instance);

    /// <summary>A value in one of the forms that <see cref="UsdAttribute"/> lists, or a dictionary of custom layer data.</summary>
    /// <exception cref="ArgumentException">A number is infinite or NaN.</exception>
    public CrateValue Write(object value) => value switch
    {
        bool flag => CrateValue.Of(CrateType.Bool, flag ? 1 : 0),
        int number => CrateValue.Of(CrateType.Int, number),
        float number => CrateValue.Of(CrateType.Float, BitConverter.SingleToInt32Bits(Canonical(number))),
        double number => Double(number),
        string text => CrateValue.Of(CrateType.String, tokens.String(text)),
        UsdToken token => Token(token.Text),
        UsdAssetPath asset => CrateValue.Of(CrateType.AssetPath, tokens.Token(asset.Path)),
        Vector2 v => Vector(CrateType.Vector2, [v.X, v.Y]),
        Vector3 v => Vector(CrateType.Vector3, [v.X, v.Y, v.Z]),
        Vector4 v => Vector(CrateType.Vector4, [v.X, v.Y, v.Z, v.W]),
        Quaternion q => Floats(CrateType.Quaternion, [q.X, q.Y, q.Z, q.W]),
        Array array => Array(array),
        SortedDictionary<string, object> entries => Dictionary(entries),
        _ => throw new InvalidOperationException($"No USD crate form is known for {value.GetType()}."),
    };

    /// <summary>A token.</summary>
    public CrateValue Token(string text) => CrateValue.Of(CrateType.Token, tokens.Token(text));

    /// <summary>A list of tokens.</summary>
    public CrateValue TokenVector(IEnumerable<string> items)
    {
        int at = target.Length;
        WriteTokens(items);
        return CrateValue.At(CrateType.TokenVector, at);
    }

    /// <summary>A list operation that puts tokens in front.</summary>
    public CrateValue PrependedTokens(IEnumerable<string> items)
    {
        int at = target.Length;
        target.Write(CrateFormat.ListHasPrepended);
        WriteTokens(items);
        return CrateValue.At(CrateType.TokenListOperation, at);
    }

    /// <summary>A list operation that makes one path the list.</summary>
    public CrateValue ExplicitPath(string path)
    {
        int index = paths.Index(path);
        int at = target.Length;
        target.Write((byte)(CrateFormat.ListIsExplicit | CrateFormat.ListHasExplicit));
        target.Write(1L);
        target.Write(index);
        return CrateValue.At(CrateType.PathListOperation, at);
    }

    private static float Canonical(float number) => float.IsFinite(number) ? number + 0f : throw NotFinite(nameof(number));

    private static ArgumentException NotFinite(string parameter) =>
        new("An output would hold a number that is not finite.", parameter);

    private static void MakeCanonical(Span<float> numbers)
    {
        Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(numbers);
        foreach (ref Vector<float> vector in vectors)
        {
            // A number less itself is zero, but for an infinite one and NaN.
            if (!System.Numerics.Vector.EqualsAll(vector - vector, Vector<float>.Zero))
            {
                throw NotFinite(nameof(numbers));
            }

            vector += Vector<float>.Zero;
        }

        foreach (ref float number in numbers[(vectors.Length * Vector<float>.Count)..])
        {
            number = Canonical(number);
        }
    }

    private CrateValue Double(double number)
    {
        if (!double.IsFinite(number))
        {
            throw NotFinite(nameof(number));
        }

        float single = (float)(number + 0d);
        if (single == number)
        {
            return CrateValue.Of(CrateType.Double, BitConverter.SingleToInt32Bits(single));
        }

        int at = target.Length;
        target.Write(number);
        return CrateValue.At(CrateType.Double, at);
    }

    private CrateValue Vector(CrateType type, ReadOnlySpan<float> components)
    {
        uint bytes = 0;
        for (int i = 0; i < components.Length; i++)
        {
            float component = components[i];
            if (!(component is >= sbyte.MinValue and <= sbyte.MaxValue) || (sbyte)component != component)
            {
                return Floats(type, components);
            }

            bytes |= (uint)(byte)(sbyte)component << (8 * i);
        }

        return CrateValue.Of(type, unchecked((int)bytes));
    }

    private CrateValue Floats(CrateType type, ReadOnlySpan<float> components)
    {
        int at = target.Length;
        MakeCanonical(MemoryMarshal.Cast<byte, float>(target.Write(components)));
        return CrateValue.At(type, at);
    }

    private CrateValue Array(Array array)
    {
        if (!_arrays.TryGetValue(array, out CrateValue value))
        {
            value = array switch
            {
                int[] numbers => Integers(numbers),
                float[] numbers => Floats<float>(CrateType.Float, numbers),
                Vector2[] vectors => Floats<Vector2>(CrateType.Vector2, vectors),
                Vector3[] vectors => Floats<Vector3>(CrateType.Vector3, vectors),
                UsdToken[] items => Tokens(items),
                _ => throw new InvalidOperationException($"No USD crate form is known for {array.GetType()}."),
            };
            _arrays.Add(array, value);
        }

        return value;
    }

    private CrateValue Integers(int[] numbers)
    {
        if (numbers.Length == 0)
        {
            return CrateValue.ArrayAt(CrateType.Int, offset: 0);
        }

        bool compressed = numbers.Length >= CrateFormat.LeastCompressedLength;
        int at = target.Align();
        target.Write((long)numbers.Length);
        if (compressed)
        {
            target.WriteIntegers(numbers);
        }
        else
        {
            target.Write<int>(numbers);
        }

        return CrateValue.ArrayAt(CrateType.Int, at, compressed);
    }

    private CrateValue Floats<T>(CrateType type, ReadOnlySpan<T> items)
        where T : unmanaged
    {
        if (items.IsEmpty)
        {
            return CrateValue.ArrayAt(type, offset: 0);
        }

        int at = target.Align();
        target.Write((long)items.Length);
        MakeCanonical(MemoryMarshal.Cast<byte, float>(target.Write(items)));
        return CrateValue.ArrayAt(type, at);
    }

    private CrateValue Tokens(UsdToken[] items)
    {
        if (items.Length == 0)
        {
            return CrateValue.ArrayAt(CrateType.Token, offset: 0);
        }

        int at = target.Align();
        WriteTokens(items.Select(item => item.Text));
        return CrateValue.ArrayAt(CrateType.Token, at);
    }

    private void WriteTokens(IEnumerable<string> items)
    {
        int[] indices = [.. items.Select(tokens.Token)];
        target.Write((long)indices.Length);
        target.Write<int>(indices);
    }

    // Count, then for each entry its key and the distance to its value's reference, before which the value itself may lie.
    private CrateValue Dictionary(SortedDictionary<string, object> entries)
    {
        if (entries.Count == 0)
        {
            return CrateValue.Of(CrateType.Dictionary, 0);
        }

        int at = target.Length;
        target.Write((long)entries.Count);
        foreach ((string key, object item) in entries)
        {
            target.Write(tokens.String(key));
            int distanceAt = target.Length;
            target.Write(0L);
            CrateValue value = Write(item);
            target.Patch(distanceAt, target.Length - distanceAt);
            target.Write(value.Bits);
        }

        return CrateValue.At(CrateType.Dictionary, at);
    }
}
