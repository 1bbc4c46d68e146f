namespace Kiln.SimReady.Usd;

/// <summary>A defined prim. Properties are kept in ordinal order of their names, children in the order of adding.</summary>
internal sealed class UsdPrim(string typeName, string name)
{
    private readonly SortedDictionary<string, UsdProperty> _properties = new(StringComparer.Ordinal);

    /// <summary>Schema type such as <c>Mesh</c>.</summary>
    public string TypeName { get; } = typeName;

    /// <summary>Name, unique among its siblings.</summary>
    public string Name { get; } = name;

    /// <summary><c>def</c> in everything that is written here; the reader reports others.</summary>
    public string Specifier { get; init; } = "def";

    /// <summary>Applied API schemas, in order.</summary>
    public IReadOnlyList<string> ApiSchemas { get; set; } = [];

    /// <summary>The <c>kind</c> metadata, or null.</summary>
    public string? Kind { get; set; }

    /// <summary>False where the <c>active</c> metadata switches the prim off.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>Whether the <c>instanceable</c> metadata shares what is below the prim with its like.</summary>
    public bool IsInstanceable { get; set; }

    /// <summary>Child prims.</summary>
    public List<UsdPrim> Children { get; } = [];

    /// <summary>Properties in ordinal order of their names.</summary>
    public IReadOnlyCollection<UsdProperty> Properties => _properties.Values;

    /// <summary>Adds a property; a name can be used once.</summary>
    public void Add(UsdProperty property) => _properties.Add(property.Name, property);

    /// <summary>Adds an attribute with a value.</summary>
    public void Add(string typeName, string name, object value) => Add(new UsdAttribute(name, typeName, value));

    /// <summary>Adds a uniform token attribute.</summary>
    public void AddUniformToken(string name, string token) =>
        Add(new UsdAttribute(name, "token", new UsdToken(token)) { IsUniform = true });

    /// <summary>Adds and returns a child.</summary>
    public UsdPrim Child(string typeName, string name)
    {
        UsdPrim child = new(typeName, name);
        Children.Add(child);
        return child;
    }

    /// <summary>The attribute of that name, or null.</summary>
    public UsdAttribute? Attribute(string name) => _properties.GetValueOrDefault(name) as UsdAttribute;

    /// <summary>The relationship of that name, or null.</summary>
    public UsdRelationship? Relationship(string name) => _properties.GetValueOrDefault(name) as UsdRelationship;

    /// <summary>The value of an attribute in its .NET form; the type's default when it is absent or of another form.</summary>
    public T? Value<T>(string name) => Attribute(name)?.Value is T value ? value : default;

    /// <summary>Whether an API schema is applied.</summary>
    public bool Has(string apiSchema) => ApiSchemas.Contains(apiSchema, StringComparer.Ordinal);
}
