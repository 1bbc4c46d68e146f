using System.Numerics;
using System.Runtime.InteropServices;

namespace Kiln.SimReady.Usd;

/// <summary>Reads the values of USD text into the .NET forms that <see cref="UsdAttribute"/> lists.</summary>
internal static class UsdTextValues
{
    /// <summary>Reads a value of the USD type.</summary>
    public static object Read(UsdTextLexer lexer, string type, CancellationToken cancellationToken) => type switch
    {
        "bool" => lexer.Integer() switch
        {
            0 => (object)false,
            1 => true,
            _ => throw lexer.Fault("a bool is 0 or 1"),
        },
        "int" => lexer.Integer(),
        "float" => lexer.Float(),
        "double" => lexer.Number(),
        "string" => lexer.QuotedString(),
        "token" => new UsdToken(lexer.QuotedString()),
        "asset" => new UsdAssetPath(lexer.AssetPath()),
        "float2" or "texCoord2f" => Tuple<Vector2>(lexer, 2),
        "float3" or "point3f" or "normal3f" or "color3f" or "vector3f" => Tuple<Vector3>(lexer, 3),
        "float4" or "color4f" => Tuple<Vector4>(lexer, 4),
        "quatf" => Tuple<Vector4>(lexer, 4) is var q ? new Quaternion(q.Y, q.Z, q.W, q.X) : default,
        "int[]" => Integers(lexer, cancellationToken),
        "float[]" => Floats<float>(lexer, 1, cancellationToken),
        "token[]" => Tokens(lexer),
        "float2[]" or "texCoord2f[]" => Floats<Vector2>(lexer, 2, cancellationToken),
        "float3[]" or "point3f[]" or "normal3f[]" or "color3f[]" => Floats<Vector3>(lexer, 3, cancellationToken),
        _ => throw lexer.Fault($"type '{type}' is unknown"),
    };

    /// <summary>Reads an array of tokens.</summary>
    public static UsdToken[] Tokens(UsdTextLexer lexer)
    {
        List<UsdToken> tokens = [];
        lexer.Expect('[');
        if (!lexer.TryTake(']'))
        {
            do
            {
                tokens.Add(new(lexer.QuotedString()));
            }
            while (lexer.TryTake(','));
            lexer.Expect(']');
        }

        return [.. tokens];
    }

    private static T Tuple<T>(UsdTextLexer lexer, int width)
        where T : unmanaged
    {
        T tuple = default;
        Span<float> components = MemoryMarshal.Cast<T, float>(new Span<T>(ref tuple));
        lexer.Expect('(');
        for (int i = 0; i < width; i++)
        {
            if (i > 0)
            {
                lexer.Expect(',');
            }

            components[i] = lexer.Float();
        }

        lexer.Expect(')');
        return tuple;
    }

    private static int[] Integers(UsdTextLexer lexer, CancellationToken cancellationToken)
    {
        ReadOnlySpan<byte> body = lexer.NumericArray();
        NumberCursor cursor = new(body);
        int[] items = new int[cursor.AtEnd ? 0 : body.Count((byte)',') + 1];
        for (int i = 0; i < items.Length; i++)
        {
            Pause(i, cancellationToken);
            if ((i > 0 && !cursor.Take((byte)',')) || !cursor.TryInteger(out items[i]))
            {
                throw lexer.Fault($"element {i} of the array is no integer");
            }
        }

        return cursor.AtEnd ? items : throw lexer.Fault("the array does not end after its last element");
    }

    private static T[] Floats<T>(UsdTextLexer lexer, int width, CancellationToken cancellationToken)
        where T : unmanaged
    {
        ReadOnlySpan<byte> body = lexer.NumericArray();
        NumberCursor cursor = new(body);
        T[] items = new T[cursor.AtEnd ? 0 : (body.Count((byte)',') + 1) / width];
        Span<float> components = MemoryMarshal.Cast<T, float>(items.AsSpan());
        for (int i = 0; i < components.Length; i++)
        {
            Pause(i, cancellationToken);
            bool opens = width > 1 && i % width == 0;
            bool closes = width > 1 && i % width == width - 1;
            if ((i > 0 && !cursor.Take((byte)','))
                || (opens && !cursor.Take((byte)'('))
                || !cursor.TryFloat(out components[i])
                || (closes && !cursor.Take((byte)')')))
            {
                throw lexer.Fault($"element {i / width} of the array is not made of {width} finite numbers");
            }
        }

        return cursor.AtEnd ? items : throw lexer.Fault("the array does not end after its last element");
    }

    private static void Pause(int i, CancellationToken cancellationToken)
    {
        if ((i & 0xFFFFF) == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
