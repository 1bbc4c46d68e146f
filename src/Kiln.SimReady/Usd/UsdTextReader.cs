namespace Kiln.SimReady.Usd;

/// <summary>
/// Reads USD text back: the subset that Kiln writes, strictly. It exists so that validation judges the file and not the model
/// that the file was made from; anything outside the subset is an error with its line.
/// </summary>
internal sealed class UsdTextReader
{
    private readonly UsdTextLexer _lexer;
    private readonly CancellationToken _cancellationToken;

    private UsdTextReader(ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        _lexer = new(text);
        _cancellationToken = cancellationToken;
    }

    /// <summary>The layer that the text describes.</summary>
    /// <exception cref="InvalidDataException">The text is outside the subset; the message gives the line.</exception>
    public static UsdLayer Read(ReadOnlyMemory<byte> text, CancellationToken cancellationToken = default)
    {
        if (!text.Span.StartsWith("#usda 1.0\n"u8))
        {
            throw new InvalidDataException("USD text must begin with '#usda 1.0' (line 1).");
        }

        return new UsdTextReader(text, cancellationToken).ReadLayer();
    }

    private UsdLayer ReadLayer()
    {
        string? defaultPrim = null;
        string? upAxis = null;
        double? kilograms = null;
        double? meters = null;
        double? timeCodes = null;
        SortedDictionary<string, object> custom = new(StringComparer.Ordinal);
        _lexer.Expect('(');
        while (!_lexer.TryTake(')'))
        {
            string name = _lexer.Identifier();
            _lexer.Expect('=');
            switch (name)
            {
                case "customLayerData": custom = ReadDictionary(); break;
                case "defaultPrim": defaultPrim = _lexer.QuotedString(); break;
                case "upAxis": upAxis = _lexer.QuotedString(); break;
                case "kilogramsPerUnit": kilograms = _lexer.Number(); break;
                case "metersPerUnit": meters = _lexer.Number(); break;
                case "timeCodesPerSecond": timeCodes = _lexer.Number(); break;
                default: throw _lexer.Fault($"layer metadata '{name}' is unknown");
            }
        }

        UsdLayer layer = new()
        {
            DefaultPrim = defaultPrim,
            UpAxis = upAxis,
            KilogramsPerUnit = kilograms,
            MetersPerUnit = meters,
            TimeCodesPerSecond = timeCodes,
            CustomLayerData = custom,
        };
        while (!_lexer.AtEnd)
        {
            layer.Roots.Add(ReadPrim(_lexer.Identifier()));
        }

        return layer;
    }

    private SortedDictionary<string, object> ReadDictionary()
    {
        SortedDictionary<string, object> entries = new(StringComparer.Ordinal);
        _lexer.Expect('{');
        while (!_lexer.TryTake('}'))
        {
            string type = _lexer.Identifier();
            string key = _lexer.Identifier();
            _lexer.Expect('=');
            entries.Add(key, type switch
            {
                "dictionary" => ReadDictionary(),
                "string" or "int" or "float" or "float3" => UsdTextValues.Read(_lexer, type, _cancellationToken),
                _ => throw _lexer.Fault($"dictionary entry type '{type}' is unknown"),
            });
        }

        return entries;
    }

    private UsdPrim ReadPrim(string specifier)
    {
        if (specifier is not ("def" or "over" or "class"))
        {
            throw _lexer.Fault($"'{specifier}' is no specifier");
        }

        _cancellationToken.ThrowIfCancellationRequested();
        string type = _lexer.Peek == '"' ? "" : _lexer.Identifier();
        UsdPrim prim = new(type, _lexer.QuotedString()) { Specifier = specifier };
        if (_lexer.TryTake('('))
        {
            ReadPrimMetadata(prim);
        }

        _lexer.Expect('{');
        while (!_lexer.TryTake('}'))
        {
            string word = _lexer.Identifier();
            if (word is "def" or "over" or "class")
            {
                prim.Children.Add(ReadPrim(word));
            }
            else
            {
                prim.Add(ReadProperty(word));
            }
        }

        return prim;
    }

    private void ReadPrimMetadata(UsdPrim prim)
    {
        while (!_lexer.TryTake(')'))
        {
            string name = _lexer.Identifier();
            switch (name)
            {
                case "prepend":
                    _lexer.Expect("apiSchemas");
                    _lexer.Expect('=');
                    prim.ApiSchemas = [.. UsdTextValues.Tokens(_lexer).Select(token => token.Text)];
                    break;
                case "active":
                    prim.IsActive = ReadFlag();
                    break;
                case "instanceable":
                    prim.IsInstanceable = ReadFlag();
                    break;
                case "kind":
                    _lexer.Expect('=');
                    prim.Kind = _lexer.QuotedString();
                    break;
                default:
                    throw _lexer.Fault($"prim metadata '{name}' is unknown");
            }
        }
    }

    private bool ReadFlag()
    {
        _lexer.Expect('=');
        return _lexer.Identifier() switch
        {
            "true" => true,
            "false" => false,
            string other => throw _lexer.Fault($"'{other}' is neither true nor false"),
        };
    }

    private UsdProperty ReadProperty(string word)
    {
        if (word == "rel")
        {
            string relation = _lexer.Identifier();
            _lexer.Expect('=');
            return new UsdRelationship(relation, _lexer.Path());
        }

        bool uniform = word == "uniform";
        string type = uniform ? _lexer.Identifier() : word;
        if (_lexer.TryTake('['))
        {
            _lexer.Expect(']');
            type += "[]";
        }

        string name = _lexer.Identifier();
        const string connect = ".connect";
        if (name.EndsWith(connect, StringComparison.Ordinal))
        {
            _lexer.Expect('=');
            return new UsdAttribute(name[..^connect.Length], type) { IsUniform = uniform, Connection = _lexer.Path() };
        }

        object? value = _lexer.TryTake('=') ? UsdTextValues.Read(_lexer, type, _cancellationToken) : null;
        string? interpolation = null;
        if (_lexer.TryTake('('))
        {
            _lexer.Expect("interpolation");
            _lexer.Expect('=');
            interpolation = _lexer.QuotedString();
            _lexer.Expect(')');
        }

        return new UsdAttribute(name, type, value) { IsUniform = uniform, Interpolation = interpolation };
    }
}
