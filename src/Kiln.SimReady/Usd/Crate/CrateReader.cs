namespace Kiln.SimReady.Usd.Crate;

/// <summary>
/// Reads a crate file back: the subset of version 0.8.0 that Kiln writes, strictly. It exists so that validation judges the file
/// and not the model that the file was made from. Memory stays below 5,000 times the file's length, whatever it holds: that is
/// how densely the format can pack equal integers.
/// </summary>
internal sealed class CrateReader
{
    private const int DeepestPrim = 128;

    private readonly CrateSections _sections;
    private readonly CrateValueReader _values;
    private readonly Dictionary<CratePath, int> _paths = [];
    private readonly int[] _specs;
    private readonly CancellationToken _cancellationToken;
    private int _left;

    private CrateReader(ReadOnlyMemory<byte> file, CancellationToken cancellationToken)
    {
        _sections = new(file.Span);
        _values = new(file, _sections);
        _cancellationToken = cancellationToken;
        _specs = new int[_sections.Paths.Length];
        _specs.AsSpan().Fill(-1);
        for (int i = 0; i < _sections.Paths.Length; i++)
        {
            if (!_paths.TryAdd(_sections.Paths[i], i))
            {
                throw CrateCursor.Fault($"the path {i} is there twice");
            }
        }

        for (int i = 0; i < _sections.SpecPaths.Length; i++)
        {
            int path = _sections.SpecPaths[i];
            if (path < 0 || path >= _specs.Length || _specs[path] >= 0)
            {
                throw CrateCursor.Fault($"the spec {i} has no path of its own");
            }

            _specs[path] = i;
        }

        _left = _sections.SpecPaths.Length;
    }

    /// <summary>The layer that the file holds.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or outside the subset; the message says what is wrong.</exception>
    public static UsdLayer Read(ReadOnlyMemory<byte> file, CancellationToken cancellationToken = default) =>
        new CrateReader(file, cancellationToken).ReadLayer();

    private UsdLayer ReadLayer()
    {
        int root = Array.FindIndex(_sections.Paths, path => path.Parent < 0);
        (CrateSpecType type, Dictionary<string, CrateValue> fields) = ReadSpec(root);
        if (type != CrateSpecType.PseudoRoot)
        {
            throw CrateCursor.Fault("the absolute root must be a pseudo-root");
        }

        UsdLayer layer = new()
        {
            DefaultPrim = OptionalToken(fields, CrateFields.DefaultPrim),
            KilogramsPerUnit = OptionalDouble(fields, CrateFields.KilogramsPerUnit),
            MetersPerUnit = OptionalDouble(fields, CrateFields.MetersPerUnit),
            TimeCodesPerSecond = OptionalDouble(fields, CrateFields.TimeCodesPerSecond),
            UpAxis = OptionalToken(fields, CrateFields.UpAxis),
            CustomLayerData = fields.Remove(CrateFields.CustomLayerData, out CrateValue custom)
                ? _values.Dictionary(custom)
                : new(StringComparer.Ordinal),
        };
        int[] children = Names(fields, CrateFields.PrimChildren);
        RequireNoMore(fields);
        foreach (int name in children)
        {
            layer.Roots.Add(ReadPrim(root, name, depth: 1));
        }

        return _left == 0 ? layer : throw CrateCursor.Fault($"{_left} specs belong to no prim");
    }

    private UsdPrim ReadPrim(int parent, int name, int depth)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        int path = Find(new(parent, name, IsProperty: false));
        (CrateSpecType type, Dictionary<string, CrateValue> fields) = ReadSpec(path);
        if (type != CrateSpecType.Prim || depth > DeepestPrim)
        {
            throw CrateCursor.Fault($"a prim at most {DeepestPrim} levels deep expected at <{_values.PathText(path)}>");
        }

        UsdPrim prim = new(OptionalToken(fields, CrateFields.TypeName) ?? "", _values.Token(name))
        {
            Specifier = fields.Remove(CrateFields.Specifier, out CrateValue specifier)
                ? CrateFields.Specifiers[CrateValueReader.Number(specifier, CrateType.Specifier, CrateFields.Specifiers.Length)]
                : throw CrateCursor.Fault($"<{_values.PathText(path)}> has no specifier"),
            ApiSchemas = fields.Remove(CrateFields.ApiSchemas, out CrateValue schemas) ? _values.PrependedTokens(schemas) : [],
            Kind = OptionalToken(fields, CrateFields.Kind),
            IsActive = Flag(fields, CrateFields.Active, whenAbsent: true),
            IsInstanceable = Flag(fields, CrateFields.Instanceable, whenAbsent: false),
        };
        int[] properties = Names(fields, CrateFields.Properties);
        int[] children = Names(fields, CrateFields.PrimChildren);
        RequireNoMore(fields);
        foreach (int property in properties)
        {
            prim.Add(ReadProperty(Find(new(path, property, IsProperty: true)), _values.Token(property)));
        }

        foreach (int child in children)
        {
            prim.Children.Add(ReadPrim(path, child, depth + 1));
        }

        return prim;
    }

    private UsdProperty ReadProperty(int path, string name)
    {
        (CrateSpecType type, Dictionary<string, CrateValue> fields) = ReadSpec(path);
        bool uniform = fields.Remove(CrateFields.Variability, out CrateValue variability)
            && CrateValueReader.Number(variability, CrateType.Variability, 2) == 1;
        if (Flag(fields, CrateFields.Custom, whenAbsent: false))
        {
            throw CrateCursor.Fault($"<{_values.PathText(path)}> must not be custom");
        }

        UsdProperty property = type switch
        {
            CrateSpecType.Relationship => new UsdRelationship(name, OptionalPath(fields, CrateFields.TargetPaths)
                ?? throw CrateCursor.Fault($"the relationship <{_values.PathText(path)}> has no target")),
            CrateSpecType.Attribute => new UsdAttribute(
                name,
                OptionalToken(fields, CrateFields.TypeName) ?? throw CrateCursor.Fault($"<{_values.PathText(path)}> has no type"),
                fields.Remove(CrateFields.Default, out CrateValue value) ? _values.Attribute(value) : null)
            {
                IsUniform = uniform,
                Connection = OptionalPath(fields, CrateFields.ConnectionPaths),
                Interpolation = OptionalToken(fields, CrateFields.Interpolation),
            },
            _ => throw CrateCursor.Fault($"<{_values.PathText(path)}> is no property"),
        };
        RequireNoMore(fields);
        return property;
    }

    private int Find(CratePath path) => _paths.TryGetValue(path, out int index)
        ? index
        : throw CrateCursor.Fault($"no path '{_values.Token(path.Token)}' is below <{_values.PathText(path.Parent)}>");

    private (CrateSpecType Type, Dictionary<string, CrateValue> Fields) ReadSpec(int path)
    {
        int spec = path >= 0 ? _specs[path] : -1;
        if (spec < 0)
        {
            throw CrateCursor.Fault($"path {path} has no spec, or is named twice");
        }

        // A spec belongs to one parent; one that is named again would make the stage larger than the file.
        _specs[path] = -1;
        _left--;
        Dictionary<string, CrateValue> fields = new(StringComparer.Ordinal);
        for (int at = _sections.SpecFields[spec]; ; at++)
        {
            int field = at >= 0 && at < _sections.FieldSets.Length
                ? _sections.FieldSets[at]
                : throw CrateCursor.Fault($"the fields of spec {spec} do not end");
            if (field == CrateFormat.EndOfFields)
            {
                return ((CrateSpecType)_sections.SpecTypes[spec], fields);
            }

            if (field < 0 || field >= _sections.FieldTokens.Length
                || !fields.TryAdd(_values.Token(_sections.FieldTokens[field]), _sections.FieldValues[field]))
            {
                throw CrateCursor.Fault($"field {field} of spec {spec} does not exist or is there twice");
            }
        }
    }

    private int[] Names(Dictionary<string, CrateValue> fields, string name) =>
        fields.Remove(name, out CrateValue value) ? _values.TokenVector(value) : [];

    private string? OptionalToken(Dictionary<string, CrateValue> fields, string name) =>
        fields.Remove(name, out CrateValue value) ? _values.Token(value) : null;

    private double? OptionalDouble(Dictionary<string, CrateValue> fields, string name) =>
        fields.Remove(name, out CrateValue value) ? _values.Double(value) : null;

    private static bool Flag(Dictionary<string, CrateValue> fields, string name, bool whenAbsent) =>
        fields.Remove(name, out CrateValue value) ? CrateValueReader.Number(value, CrateType.Bool, 2) == 1 : whenAbsent;

    private string? OptionalPath(Dictionary<string, CrateValue> fields, string name) =>
        fields.Remove(name, out CrateValue value) ? _values.ExplicitPath(value) : null;

    private static void RequireNoMore(Dictionary<string, CrateValue> fields)
    {
        if (fields.Count > 0)
        {
            throw CrateCursor.Fault($"the field '{fields.Keys.Min(StringComparer.Ordinal)}' is unknown where it stands");
        }
    }
}
