using System.Numerics;
using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Usd;

/// <summary>
/// Writes a layer as canonical USD text: four spaces, one statement per line, properties in ordinal order, LF. A metadata block
/// always opens at the end of its line and holds one entry per line: at least one widely used reader silently loses a prim
/// whose metadata stands on a single line.
/// </summary>
internal sealed class UsdTextWriter
{
    private readonly Utf8TextWriter _text = new();
    private readonly CancellationToken _cancellationToken;
    private int _depth;

    private UsdTextWriter(CancellationToken cancellationToken) => _cancellationToken = cancellationToken;

    /// <summary>The layer as UTF-8 text.</summary>
    public static ReadOnlyMemory<byte> Write(UsdLayer layer, CancellationToken cancellationToken = default)
    {
        UsdTextWriter writer = new(cancellationToken);
        writer.WriteLayer(layer);
        return writer._text.Written;
    }

    private void WriteLayer(UsdLayer layer)
    {
        _text.Write("#usda 1.0\n(\n");
        _depth = 1;
        if (layer.CustomLayerData.Count > 0)
        {
            WriteDictionary("customLayerData", layer.CustomLayerData);
        }

        Metadata("defaultPrim", layer.DefaultPrim is null ? null : UsdQuoting.Quote(layer.DefaultPrim));
        Metadata("kilogramsPerUnit", layer.KilogramsPerUnit);
        Metadata("metersPerUnit", layer.MetersPerUnit);
        Metadata("timeCodesPerSecond", layer.TimeCodesPerSecond);
        Metadata("upAxis", layer.UpAxis is null ? null : UsdQuoting.Quote(layer.UpAxis));
        _depth = 0;
        _text.Write(")\n"u8);
        foreach (UsdPrim root in layer.Roots)
        {
            _text.Write("\n"u8);
            WritePrim(root);
        }
    }

    private void Metadata(string name, object? value)
    {
        if (value is not null)
        {
            Indent();
            _text.Write($"{name} = ");
            if (value is double number)
            {
                _text.Write(number);
            }
            else
            {
                _text.Write((string)value);
            }

            _text.Write("\n"u8);
        }
    }

    private void WriteDictionary(string name, SortedDictionary<string, object> entries)
    {
        Line($"{name} = {{");
        _depth++;
        foreach ((string key, object value) in entries)
        {
            if (value is SortedDictionary<string, object> inner)
            {
                WriteDictionary($"dictionary {key}", inner);
            }
            else
            {
                Indent();
                _text.Write($"{TypeOf(value)} {key} = ");
                WriteValue(value);
                _text.Write("\n"u8);
            }
        }

        _depth--;
        Line("}");
    }

    private static string TypeOf(object value) => value switch
    {
        string => "string",
        int => "int",
        float => "float",
        Vector3 => "float3",
        _ => throw new InvalidOperationException($"No USD dictionary holds {value.GetType()}."),
    };

    private void WritePrim(UsdPrim prim)
    {
        bool hasMetadata = prim.ApiSchemas.Count > 0 || prim.Kind is not null || !prim.IsActive || prim.IsInstanceable;
        Line($"{prim.Specifier} {prim.TypeName} \"{prim.Name}\"{(hasMetadata ? " (" : "")}");
        if (hasMetadata)
        {
            _depth++;
            if (!prim.IsActive)
            {
                Line("active = false");
            }

            if (prim.ApiSchemas.Count > 0)
            {
                Line($"prepend apiSchemas = [{string.Join(", ", prim.ApiSchemas.Select(UsdQuoting.Quote))}]");
            }

            if (prim.IsInstanceable)
            {
                Line("instanceable = true");
            }

            if (prim.Kind is not null)
            {
                Line($"kind = {UsdQuoting.Quote(prim.Kind)}");
            }

            _depth--;
            Line(")");
        }

        Line("{");
        _depth++;
        foreach (UsdProperty property in prim.Properties)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            WriteProperty(property);
        }

        foreach (UsdPrim child in prim.Children)
        {
            WritePrim(child);
        }

        _depth--;
        Line("}");
    }

    private void WriteProperty(UsdProperty property)
    {
        if (property is UsdRelationship relationship)
        {
            Line($"rel {relationship.Name} = <{relationship.Target}>");
            return;
        }

        UsdAttribute attribute = (UsdAttribute)property;
        Indent();
        _text.Write($"{(attribute.IsUniform ? "uniform " : "")}{attribute.TypeName} {attribute.Name}");
        if (attribute.Connection is not null)
        {
            _text.Write($".connect = <{attribute.Connection}>");
        }
        else if (attribute.Value is not null)
        {
            _text.Write(" = "u8);
            WriteValue(attribute.Value);
        }

        if (attribute.Interpolation is not null)
        {
            _text.Write(" (\n"u8);
            _depth++;
            Line($"interpolation = {UsdQuoting.Quote(attribute.Interpolation)}");
            _depth--;
            Indent();
            _text.Write(")"u8);
        }

        _text.Write("\n"u8);
    }

    private void WriteValue(object value)
    {
        switch (value)
        {
            case bool flag: _text.Write(flag ? "1"u8 : "0"u8); break;
            case int number: _text.Write(number); break;
            case float number: _text.Write(number); break;
            case double number: _text.Write(number); break;
            case string text: _text.Write(UsdQuoting.Quote(text)); break;
            case UsdToken token: _text.Write(UsdQuoting.Quote(token.Text)); break;
            case UsdAssetPath asset: _text.Write($"@{asset.Path}@"); break;
            case Vector2 v: Tuple([v.X, v.Y]); break;
            case Vector3 v: Tuple([v.X, v.Y, v.Z]); break;
            case Vector4 v: Tuple([v.X, v.Y, v.Z, v.W]); break;
            case Quaternion q: Tuple([q.W, q.X, q.Y, q.Z]); break;
            case int[] numbers: Array(numbers, static (text, number) => text._text.Write(number)); break;
            case float[] numbers: Array(numbers, static (text, number) => text._text.Write(number)); break;
            case Vector2[] tuples: Array(tuples, static (text, v) => text.Tuple([v.X, v.Y])); break;
            case Vector3[] tuples: Array(tuples, static (text, v) => text.Tuple([v.X, v.Y, v.Z])); break;
            case UsdToken[] tokens: Array(tokens, static (text, token) => text._text.Write(UsdQuoting.Quote(token.Text))); break;
            default: throw new InvalidOperationException($"No USD text form is known for {value.GetType()}.");
        }
    }

    private void Array<T>(T[] items, Action<UsdTextWriter, T> write)
    {
        _text.Write("["u8);
        for (int i = 0; i < items.Length; i++)
        {
            if (i > 0)
            {
                _text.Write(", "u8);
            }

            if ((i & 0xFFFF) == 0)
            {
                _cancellationToken.ThrowIfCancellationRequested();
            }

            write(this, items[i]);
        }

        _text.Write("]"u8);
    }

    private void Tuple(ReadOnlySpan<float> components)
    {
        _text.Write("("u8);
        for (int i = 0; i < components.Length; i++)
        {
            if (i > 0)
            {
                _text.Write(", "u8);
            }

            _text.Write(components[i]);
        }

        _text.Write(")"u8);
    }

    private void Line(string text)
    {
        Indent();
        _text.Write(text);
        _text.Write("\n"u8);
    }

    private void Indent()
    {
        for (int i = 0; i < _depth; i++)
        {
            _text.Write("    "u8);
        }
    }
}
