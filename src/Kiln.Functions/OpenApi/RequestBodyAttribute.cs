namespace Kiln.Functions.OpenApi;

/// <summary>A body that an HTTP function reads.</summary>
/// <param name="body">The type it is read as, or an <see cref="ISchemaSource"/> that describes what is read member by member.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class RequestBodyAttribute(Type body) : Attribute
{
    /// <summary>What describes it.</summary>
    public Type Body { get; } = body;

    /// <summary>The media type.</summary>
    public string MediaType { get; init; } = "application/json";

    /// <summary>True when the function also does without.</summary>
    public bool Optional { get; init; }
}
