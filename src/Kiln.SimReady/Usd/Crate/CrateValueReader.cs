using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Kiln.SimReady.Usd.Crate;

/// <summary>Reads values of a crate file into the .NET forms that <see cref="UsdAttribute"/> lists.</summary>
internal sealed class CrateValueReader(ReadOnlyMemory<byte> file, CrateSections sections)
{
    private const int DeepestDictionary = 16;
    private const int LongestPath = 4096;

    /// <summary>An attribute's value.</summary>
    /// <exception cref="InvalidDataException">The type is not one that Kiln writes, or the value is damaged.</exception>
    public object Attribute(CrateValue value) => value.IsArray
        ? value.Type switch
        {
            CrateType.Int => Integers(value),
            CrateType.Float => Items<float>(value),
            CrateType.Vector2 => Items<Vector2>(value),
            CrateType.Vector3 => Items<Vector3>(value),
            CrateType.Token => Array.ConvertAll(Items<int>(value), index => new UsdToken(Token(index))),
            _ => throw Unknown(value),
        }
        : value.Type switch
        {
            CrateType.Bool when value is { IsInlined: true, Inline: 0 or 1 } => (object)(value.Inline == 1),
            CrateType.Int when value.IsInlined => value.Inline,
            CrateType.Float when value.IsInlined => BitConverter.Int32BitsToSingle(value.Inline),
            CrateType.Double => Double(value),
            CrateType.String when value.IsInlined => String(value.Inline),
            CrateType.Token when value.IsInlined => new UsdToken(Token(value.Inline)),
            CrateType.AssetPath when value.IsInlined => new UsdAssetPath(Token(value.Inline)),
            CrateType.Vector2 => Vector<Vector2>(value),
            CrateType.Vector3 => Vector<Vector3>(value),
            CrateType.Vector4 => Vector<Vector4>(value),
            CrateType.Quaternion when !value.IsInlined => Vector<Quaternion>(value),
            _ => throw Unknown(value),
        };

    /// <summary>A token's text.</summary>
    public string Token(int index) => index >= 0 && index < sections.Tokens.Length
        ? sections.Tokens[index]
        : throw CrateCursor.Fault($"token {index} is not one of {sections.Tokens.Length}");

    /// <summary>A number or, where it can be, its single-precision form in place.</summary>
    public double Double(CrateValue value)
    {
        Require(value, CrateType.Double);
        return value.IsInlined ? BitConverter.Int32BitsToSingle(value.Inline) : At(value).Read<double>();
    }

    /// <summary>A token in place.</summary>
    public string Token(CrateValue value)
    {
        Require(value, CrateType.Token, inlined: true);
        return Token(value.Inline);
    }

    /// <summary>A list of tokens, as indices.</summary>
    public int[] TokenVector(CrateValue value)
    {
        Require(value, CrateType.TokenVector, inlined: false);
        CrateCursor cursor = At(value);
        return cursor.ReadArray<int>(cursor.ReadCount(sizeof(int)));
    }

    /// <summary>The tokens that a list operation puts in front.</summary>
    public IReadOnlyList<string> PrependedTokens(CrateValue value)
    {
        Require(value, CrateType.TokenListOperation, inlined: false);
        CrateCursor cursor = At(value);
        return cursor.Read<byte>() == CrateFormat.ListHasPrepended
            ? [.. cursor.ReadArray<int>(cursor.ReadCount(sizeof(int))).Select(Token)]
            : throw CrateCursor.Fault("a list of API schemas must prepend");
    }

    /// <summary>The one path that a list operation holds.</summary>
    public string ExplicitPath(CrateValue value)
    {
        Require(value, CrateType.PathListOperation, inlined: false);
        CrateCursor cursor = At(value);
        return cursor.Read<byte>() == (CrateFormat.ListIsExplicit | CrateFormat.ListHasExplicit) && cursor.Read<long>() == 1
            ? PathText(cursor.Read<int>())
            : throw CrateCursor.Fault("a list of paths must hold exactly one");
    }

    /// <summary>The text of a path.</summary>
    public string PathText(int index)
    {
        List<string> elements = [];
        int length = 0;
        for (int at = index; ; at = sections.Paths[at].Parent)
        {
            if (at < 0 || at >= sections.Paths.Length)
            {
                throw CrateCursor.Fault($"path {at} is not one of {sections.Paths.Length}");
            }

            CratePath path = sections.Paths[at];
            if (path.Parent < 0)
            {
                break;
            }

            elements.Add($"{(path.IsProperty ? '.' : '/')}{Token(path.Token)}");
            length += elements[^1].Length;
            if (length > LongestPath)
            {
                throw CrateCursor.Fault($"a path is longer than {LongestPath} characters");
            }
        }

        StringBuilder text = new(length);
        for (int i = elements.Count - 1; i >= 0; i--)
        {
            text.Append(elements[i]);
        }

        return text.Length == 0 ? "/" : text.ToString();
    }

    /// <summary>A dictionary as <see cref="UsdLayer.CustomLayerData"/> describes it.</summary>
    public SortedDictionary<string, object> Dictionary(CrateValue value, int depth = 0)
    {
        Require(value, CrateType.Dictionary);
        SortedDictionary<string, object> entries = new(StringComparer.Ordinal);
        if (value.IsInlined)
        {
            return entries;
        }

        CrateCursor cursor = At(value);
        for (int left = cursor.ReadCount(sizeof(int) + sizeof(long) + sizeof(ulong)); left > 0; left--)
        {
            string key = String(cursor.Read<int>());
            long from = cursor.Position;
            cursor = new(file.Span, from + Math.Clamp(cursor.Read<long>(), 0, file.Length));
            CrateValue item = new(cursor.Read<ulong>());
            object entry = item.Type is CrateType.String or CrateType.Int or CrateType.Float or CrateType.Vector3 ? Attribute(item)
                : depth < DeepestDictionary ? Dictionary(item, depth + 1)
                : throw CrateCursor.Fault("a dictionary is nested too deeply");
            if (!entries.TryAdd(key, entry))
            {
                throw CrateCursor.Fault($"the key '{key}' is in a dictionary twice");
            }
        }

        return entries;
    }

    /// <summary>A small number in place, such as a specifier's.</summary>
    public static int Number(CrateValue value, CrateType type, int count)
    {
        Require(value, type, inlined: true);
        return value.Inline >= 0 && value.Inline < count
            ? value.Inline
            : throw CrateCursor.Fault($"{value.Inline} is no {type}");
    }

    private static void Require(CrateValue value, CrateType type, bool? inlined = null)
    {
        if (value.Type != type || value.IsArray || (inlined is { } wanted && value.IsInlined != wanted))
        {
            throw CrateCursor.Fault($"a value of type {type} expected where {value.Bits:X16} stands");
        }
    }

    private static InvalidDataException Unknown(CrateValue value) =>
        CrateCursor.Fault($"the value {value.Bits:X16} is of a type or form that Kiln does not write");

    private CrateCursor At(CrateValue value) => new(file.Span, value.Offset);

    private string String(int index) => index >= 0 && index < sections.Strings.Length
        ? Token(sections.Strings[index])
        : throw CrateCursor.Fault($"string {index} is not one of {sections.Strings.Length}");

    private T Vector<T>(CrateValue value)
        where T : unmanaged
    {
        if (!value.IsInlined)
        {
            return At(value).Read<T>();
        }

        T vector = default;
        Span<float> components = MemoryMarshal.Cast<T, float>(new Span<T>(ref vector));
        for (int i = 0; i < components.Length; i++)
        {
            components[i] = (sbyte)(value.Inline >> (8 * i));
        }

        return vector;
    }

    private int[] Integers(CrateValue value)
    {
        if (!value.IsCompressed)
        {
            return Items<int>(value);
        }

        CrateCursor cursor = At(value);
        return cursor.ReadIntegers(cursor.Read<long>());
    }

    private T[] Items<T>(CrateValue value)
        where T : unmanaged
    {
        if (value.IsCompressed || value.IsInlined)
        {
            throw Unknown(value);
        }

        if (value.Offset == 0)
        {
            return [];
        }

        CrateCursor cursor = At(value);
        return cursor.ReadArray<T>(cursor.ReadCount(System.Runtime.CompilerServices.Unsafe.SizeOf<T>()));
    }
}
