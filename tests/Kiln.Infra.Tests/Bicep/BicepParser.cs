namespace Kiln.Infra.Tests.Bicep;

/// <summary>
/// Reads the part of the Bicep language that the templates use, strictly: what it does not know is an error. It stands in for the
/// compiler, which the tests cannot count on.
/// </summary>
internal sealed class BicepParser
{
    private static readonly string[] Types = ["string", "int", "bool", "object", "array"];

    private static readonly string[] Decorators =
        ["description", "secure", "allowed", "minLength", "maxLength", "minValue", "maxValue", "batchSize", "metadata"];

    private readonly BicepText _text;
    private readonly BicepFile _file;
    private readonly BicepExpressions _expressions;

    public BicepParser(string path, string text)
    {
        _text = new BicepText(path, text);
        _file = new BicepFile(path);
        _expressions = new BicepExpressions(_text, _file);
    }

    public BicepFile Parse()
    {
        _text.Lines();
        while (!_text.AtEnd)
        {
            Declaration();
            _text.EndOfLine();
        }

        return _file;
    }

    private void Declaration()
    {
        while (_text.Take("@"))
        {
            Decorator();
        }

        string keyword = _text.Identifier();
        _text.Blanks();
        switch (keyword)
        {
            case "targetScope": Assignment(); break;
            case "using": _file.Using = PlainString(); break;
            case "param": Parameter(); break;
            case "var": Declare(_file.Variables); Assignment(); break;
            case "resource": Resource(); break;
            case "module": Module(); break;
            case "output": Declare(_file.Outputs); Type(); Assignment(); break;
            default: throw _text.Wrong($"'{keyword}' begins no declaration");
        }
    }

    private void Decorator()
    {
        string name = _text.Identifier();
        if (!Decorators.Contains(name))
        {
            throw _text.Wrong($"'@{name}' is no decorator");
        }

        _text.Expect("(");
        _text.Lines();
        if (!_text.Looks(")"))
        {
            _expressions.Read();
            _text.Lines();
        }

        _text.Expect(")");
        _text.EndOfLine();
    }

    private void Parameter()
    {
        string name = NewSymbol();
        _text.Blanks();
        if (!_text.Looks("="))
        {
            Type();
        }

        _text.Blanks();
        bool hasDefault = _text.Looks("=");
        _file.Parameters.Add(name, hasDefault);
        if (hasDefault)
        {
            Assignment();
        }
    }

    private void Resource()
    {
        string name = NewSymbol();
        _text.Blanks();
        _file.Resources.Add(name, PlainString());
        _text.Blanks();
        _text.TakeWord("existing");
        Assignment();
    }

    private void Module()
    {
        string name = NewSymbol();
        _text.Blanks();
        string path = PlainString();
        IReadOnlyDictionary<string, object?>? body = Assignment();
        IReadOnlyDictionary<string, object?>? parameters = null;
        if (body?.TryGetValue("params", out object? given) == true)
        {
            parameters = given as IReadOnlyDictionary<string, object?>;
        }

        _file.Modules.Add(name, new BicepModule(path, [.. parameters?.Keys ?? []]));
    }

    /// <summary>The <c>= value</c> of a declaration, or <c>= if (condition) value</c>.</summary>
    private IReadOnlyDictionary<string, object?>? Assignment()
    {
        _text.Blanks();
        _text.Expect("=");
        _text.Blanks();
        if (_text.TakeWord("if"))
        {
            _text.Blanks();
            _text.Expect("(");
            _expressions.Read();
            _text.Expect(")");
            _text.Blanks();
        }

        return _expressions.Read();
    }

    private void Type()
    {
        _text.Blanks();
        string type = _text.Identifier();
        if (!Types.Contains(type))
        {
            throw _text.Wrong($"'{type}' is no type");
        }
    }

    private void Declare(HashSet<string> symbols)
    {
        // An output may bear the name of a symbol: it is none itself.
        string name = symbols == _file.Outputs ? _text.Identifier() : NewSymbol();
        if (!symbols.Add(name))
        {
            throw _text.Wrong($"'{name}' is declared twice");
        }
    }

    private string NewSymbol()
    {
        string name = _text.Identifier();
        return _file.Symbols.Contains(name) ? throw _text.Wrong($"'{name}' is declared twice") : name;
    }

    private string PlainString() => _expressions.String() ?? throw _text.Wrong("this string must be without interpolation");
}
