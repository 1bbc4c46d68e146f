using System.Numerics;

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
        "float2" or "texCoord2f" => Tuple2(lexer),
        "float3" or "point3f" or "normal3f" or "color3f" or "vector3f" => Tuple3(lexer),
        "float4" or "color4f" => Tuple4(lexer),
        "quatf" => Quaternion(lexer),
        "int[]" => Array(lexer, static l => l.Integer(), cancellationToken),
        "float[]" => Array(lexer, static l => l.Float(), cancellationToken),
        "token[]" => Tokens(lexer),
        "float2[]" or "texCoord2f[]" => Array(lexer, Tuple2, cancellationToken),
        "float3[]" or "point3f[]" or "normal3f[]" or "color3f[]" => Array(lexer, Tuple3, cancellationToken),
        _ => throw lexer.Fault($"type '{type}' is unknown"),
    };

    /// <summary>Reads an array of tokens.</summary>
    public static UsdToken[] Tokens(UsdTextLexer lexer) => Array(lexer, static l => new UsdToken(l.QuotedString()), default);

    private static T[] Array<T>(UsdTextLexer lexer, Func<UsdTextLexer, T> read, CancellationToken cancellationToken)
    {
        List<T> items = [];
        lexer.Expect('[');
        if (!lexer.TryTake(']'))
        {
            do
            {
                if ((items.Count & 0xFFFF) == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                items.Add(read(lexer));
            }
            while (lexer.TryTake(','));
            lexer.Expect(']');
        }

        return [.. items];
    }

    private static Vector2 Tuple2(UsdTextLexer lexer)
    {
        Span<float> c = stackalloc float[2];
        Components(lexer, c);
        return new(c[0], c[1]);
    }

    private static Vector3 Tuple3(UsdTextLexer lexer)
    {
        Span<float> c = stackalloc float[3];
        Components(lexer, c);
        return new(c[0], c[1], c[2]);
    }

    private static Vector4 Tuple4(UsdTextLexer lexer)
    {
        Span<float> c = stackalloc float[4];
        Components(lexer, c);
        return new(c[0], c[1], c[2], c[3]);
    }

    private static Quaternion Quaternion(UsdTextLexer lexer)
    {
        Span<float> c = stackalloc float[4];
        Components(lexer, c);
        return new(c[1], c[2], c[3], c[0]);
    }

    private static void Components(UsdTextLexer lexer, Span<float> components)
    {
        lexer.Expect('(');
        for (int i = 0; i < components.Length; i++)
        {
            if (i > 0)
            {
                lexer.Expect(',');
            }

            components[i] = lexer.Float();
        }

        lexer.Expect(')');
    }
}
