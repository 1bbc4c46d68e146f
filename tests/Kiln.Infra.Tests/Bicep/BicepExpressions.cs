namespace Kiln.Infra.Tests.Bicep;

/// <summary>Reads expressions and notes in the file what they name.</summary>
internal sealed class BicepExpressions(BicepText text, BicepFile file)
{
    private static readonly string[] Operators = ["==", "!=", "<=", ">=", "=~", "!~", "&&", "||", "??", "+", "-", "*", "/", "%", "<", ">"];
    private static readonly string[] Literals = ["true", "false", "null"];

    private readonly Stack<string> _loopNames = new();

    /// <summary>Reads an expression. Returns the members of an object, by name; null for any other value.</summary>
    public IReadOnlyDictionary<string, object?>? Read()
    {
        object? value = Unary();
        bool plain = true;
        text.Blanks();
        while (Operators.Any(text.Take))
        {
            plain = false;
            text.Lines();
            Unary();
            text.Blanks();
        }

        if (text.Take("?"))
        {
            plain = false;
            text.Lines();
            Read();
            text.Lines();
            text.Expect(":");
            text.Lines();
            Read();
        }

        return plain ? value as IReadOnlyDictionary<string, object?> : null;
    }

    /// <summary>Reads a string; the text of one without interpolation, else null.</summary>
    public string? String()
    {
        text.Expect("'");
        System.Text.StringBuilder content = new();
        bool plain = true;
        while (!text.Take("'"))
        {
            if (text.Take("${"))
            {
                plain = false;
                Read();
                text.Expect("}");
            }
            else if (text.Current is '\n' or '\r')
            {
                throw text.Wrong("the string does not end on its line");
            }
            else
            {
                if (text.Take("\\") && text.Current is not ('\'' or '\\' or 'n' or 'r' or 't' or '$'))
                {
                    throw text.Wrong($"'\\{text.Current}' is no escape");
                }

                content.Append(text.Next());
            }
        }

        return plain ? content.ToString() : null;
    }

    private object? Unary()
    {
        text.Blanks();
        while (text.Take("!") || text.Take("-"))
        {
        }

        return Postfix();
    }

    private object? Postfix()
    {
        int line = text.Line;
        string? name = null;
        object? value = null;
        switch (text.Current)
        {
            case '\'': String(); break;
            case '{': value = Object(); break;
            case '[': Array(); break;
            case '(':
                text.Expect("(");
                text.Lines();
                Read();
                text.Lines();
                text.Expect(")");
                break;
            default:
                if (!text.TakeNumber())
                {
                    name = text.Identifier();
                }

                break;
        }

        if (name is not null && text.Looks("("))
        {
            file.Calls.Add(new BicepUse(name, line));
            Arguments();
        }
        else if (name is not null && !Literals.Contains(name) && !_loopNames.Contains(name))
        {
            file.Names.Add(new BicepUse(name, line));
        }

        return Members(name, line) ? null : value;
    }

    private bool Members(string? name, int line)
    {
        List<string> path = [];
        bool any = false;
        while (true)
        {
            if (text.Looks("!") && !text.Looks("!=") && !text.Looks("!~"))
            {
                text.Expect("!");
            }
            else if (text.Take(".?") || text.Take("."))
            {
                path.Add(text.Identifier());
                if (text.Looks("("))
                {
                    Arguments();
                }
            }
            else if (text.Take("["))
            {
                Read();
                text.Blanks();
                text.Expect("]");
            }
            else
            {
                break;
            }

            any = true;
        }

        if (name is not null && path is ["outputs", var output, ..])
        {
            file.ModuleOutputs.Add(new BicepUse($"{name}.{output}", line));
        }

        return any;
    }

    private void Arguments()
    {
        text.Expect("(");
        text.Lines();
        while (!text.Take(")"))
        {
            Read();
            text.Lines();
            if (!text.Looks(")"))
            {
                text.Expect(",");
                text.Lines();
            }
        }
    }

    private Dictionary<string, object?> Object()
    {
        Dictionary<string, object?> members = [];
        text.Expect("{");
        text.Lines();
        while (!text.Take("}"))
        {
            string? key = text.Current == '\'' ? String() : text.Identifier();
            text.Expect(":");
            text.Blanks();
            object? value = Read();
            if (key is not null && !members.TryAdd(key, value))
            {
                throw text.Wrong($"'{key}' stands twice in an object");
            }

            if (!text.Looks("}"))
            {
                text.EndOfLine();
            }
        }

        return members;
    }

    private void Array()
    {
        text.Expect("[");
        text.Lines();
        if (text.TakeWord("for"))
        {
            Loop();
            return;
        }

        while (!text.Take("]"))
        {
            Read();
            if (!text.Take(",") && !text.Looks("]"))
            {
                text.EndOfLine();
            }

            text.Lines();
        }
    }

    private void Loop()
    {
        text.Blanks();
        string item = text.Identifier();
        text.Blanks();
        if (!text.TakeWord("in"))
        {
            throw text.Wrong("'in' is missing in a loop");
        }

        Read();
        text.Expect(":");
        text.Lines();
        _loopNames.Push(item);
        Read();
        _loopNames.Pop();
        text.Lines();
        text.Expect("]");
    }
}
