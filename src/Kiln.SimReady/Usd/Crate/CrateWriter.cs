using System.Text;

namespace Kiln.SimReady.Usd.Crate;

/// <summary>
/// Writes a layer as a USD crate file, version 0.8.0. The specs come in the order of the text form: a prim, its properties, its
/// children. Equal layers give equal bytes.
/// </summary>
internal sealed class CrateWriter
{
    private readonly CrateBuffer _file = new();
    private readonly TokenTable _tokens = new();
    private readonly FieldTable _fields = new();
    private readonly PathTable _paths;
    private readonly CrateValueWriter _values;
    private readonly CancellationToken _cancellationToken;
    private readonly List<int> _specPaths = [];
    private readonly List<int> _specFields = [];
    private readonly List<int> _specTypes = [];

    private CrateWriter(CancellationToken cancellationToken)
    {
        _paths = new(_tokens);
        _values = new(_file, _tokens, _paths);
        _cancellationToken = cancellationToken;
    }

    /// <summary>The layer as a crate file.</summary>
    /// <exception cref="ArgumentException">A number is infinite or NaN, or a text holds a NUL.</exception>
    public static ReadOnlyMemory<byte> Write(UsdLayer layer, CancellationToken cancellationToken = default)
    {
        CrateWriter writer = new(cancellationToken);
        writer.WriteFile(layer);
        return writer._file.Written;
    }

    private void WriteFile(UsdLayer layer)
    {
        Span<byte> header = _file.Append(CrateFormat.HeaderLength);
        header.Clear();
        CrateFormat.Magic.CopyTo(header);
        CrateFormat.Version.CopyTo(header[CrateFormat.Magic.Length..]);
        AddLayer(layer);
        (string Name, long Start, long Length)[] sections =
        [
            Section(CrateFormat.Tokens, () => _tokens.WriteTokens(_file)),
            Section(CrateFormat.Strings, () => _tokens.WriteStrings(_file)),
            Section(CrateFormat.Fields, () => _fields.WriteFields(_file)),
            Section(CrateFormat.FieldSets, () => _fields.WriteSets(_file)),
            Section(CrateFormat.Paths, () => _paths.Write(_file)),
            Section(CrateFormat.Specs, WriteSpecs),
        ];
        _file.Patch(CrateFormat.TableOffsetAt, _file.Length);
        _file.Write((long)sections.Length);
        foreach ((string name, long start, long length) in sections)
        {
            Encoding.ASCII.GetBytes(name, _file.Append(CrateFormat.SectionNameLength));
            _file.Write(start);
            _file.Write(length);
        }
    }

    private (string Name, long Start, long Length) Section(string name, Action write)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        int start = _file.Length;
        write();
        return (name, start, _file.Length - start);
    }

    private void WriteSpecs()
    {
        _file.Write((long)_specPaths.Count);
        _file.WriteIntegers([.. _specPaths]);
        _file.WriteIntegers([.. _specFields]);
        _file.WriteIntegers([.. _specTypes]);
    }

    private void AddLayer(UsdLayer layer)
    {
        List<(string, CrateValue)> fields = [];
        if (layer.CustomLayerData.Count > 0)
        {
            fields.Add((CrateFields.CustomLayerData, _values.Write(layer.CustomLayerData)));
        }

        AddToken(fields, CrateFields.DefaultPrim, layer.DefaultPrim);
        AddNumber(fields, CrateFields.KilogramsPerUnit, layer.KilogramsPerUnit);
        AddNumber(fields, CrateFields.MetersPerUnit, layer.MetersPerUnit);
        AddNumber(fields, CrateFields.TimeCodesPerSecond, layer.TimeCodesPerSecond);
        AddToken(fields, CrateFields.UpAxis, layer.UpAxis);
        AddNames(fields, CrateFields.PrimChildren, layer.Roots.Select(root => root.Name));
        AddSpec("/", CrateSpecType.PseudoRoot, fields);
        foreach (UsdPrim root in layer.Roots)
        {
            AddPrim(root, $"/{root.Name}");
        }
    }

    private void AddPrim(UsdPrim prim, string path)
    {
        List<(string, CrateValue)> fields =
        [
            (CrateFields.Specifier, CrateValue.Of(CrateType.Specifier, Array.IndexOf(CrateFields.Specifiers, prim.Specifier))),
        ];
        AddToken(fields, CrateFields.TypeName, prim.TypeName.Length > 0 ? prim.TypeName : null);
        if (prim.ApiSchemas.Count > 0)
        {
            fields.Add((CrateFields.ApiSchemas, _values.PrependedTokens(prim.ApiSchemas)));
        }

        if (!prim.IsActive)
        {
            fields.Add((CrateFields.Active, _values.Write(false)));
        }

        if (prim.IsInstanceable)
        {
            fields.Add((CrateFields.Instanceable, _values.Write(true)));
        }

        AddToken(fields, CrateFields.Kind, prim.Kind);
        AddNames(fields, CrateFields.Properties, prim.Properties.Select(property => property.Name));
        AddNames(fields, CrateFields.PrimChildren, prim.Children.Select(child => child.Name));
        AddSpec(path, CrateSpecType.Prim, fields);
        foreach (UsdProperty property in prim.Properties)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            AddProperty(property, path);
        }

        foreach (UsdPrim child in prim.Children)
        {
            AddPrim(child, $"{path}/{child.Name}");
        }
    }

    private void AddProperty(UsdProperty property, string primPath)
    {
        string path = $"{primPath}.{property.Name}";
        List<(string, CrateValue)> fields = [(CrateFields.Custom, _values.Write(false))];
        if (property is UsdRelationship relationship)
        {
            // A relationship cannot vary over time unless it says so.
            AddVariability(fields, isUniform: true);
            fields.Add((CrateFields.TargetPaths, _values.ExplicitPath(relationship.Target)));
            AddSpec(path, CrateSpecType.Relationship, fields);
            return;
        }

        UsdAttribute attribute = (UsdAttribute)property;
        AddToken(fields, CrateFields.TypeName, attribute.TypeName);
        AddVariability(fields, attribute.IsUniform);
        if (attribute.Value is not null)
        {
            fields.Add((CrateFields.Default, _values.Write(attribute.Value)));
        }

        if (attribute.Connection is not null)
        {
            fields.Add((CrateFields.ConnectionPaths, _values.ExplicitPath(attribute.Connection)));
        }

        AddToken(fields, CrateFields.Interpolation, attribute.Interpolation);
        AddSpec(path, CrateSpecType.Attribute, fields);
    }

    private void AddToken(List<(string, CrateValue)> fields, string name, string? token)
    {
        if (token is not null)
        {
            fields.Add((name, _values.Token(token)));
        }
    }

    private void AddNumber(List<(string, CrateValue)> fields, string name, double? number)
    {
        if (number is { } value)
        {
            fields.Add((name, _values.Write(value)));
        }
    }

    private static void AddVariability(List<(string, CrateValue)> fields, bool isUniform) =>
        fields.Add((CrateFields.Variability, CrateValue.Of(CrateType.Variability, isUniform ? 1 : 0)));

    private void AddNames(List<(string, CrateValue)> fields, string name, IEnumerable<string> items)
    {
        if (items.Any())
        {
            fields.Add((name, _values.TokenVector(items)));
        }
    }

    private void AddSpec(string path, CrateSpecType type, List<(string Name, CrateValue Value)> fields)
    {
        _specPaths.Add(_paths.Index(path));
        _specFields.Add(_fields.AddSet(fields.Select(field => (_tokens.Token(field.Name), field.Value))));
        _specTypes.Add((int)type);
    }
}
