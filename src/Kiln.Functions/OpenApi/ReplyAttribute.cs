namespace Kiln.Functions.OpenApi;

/// <summary>A reply that an HTTP function gives when all is well.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="body">Type of the body as it is serialized; null for none, or for one that is not JSON.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class ReplyAttribute(int status, Type? body = null) : Attribute
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>Type of the body, or null.</summary>
    public Type? Body { get; } = body;

    /// <summary>The media type; null for a reply without a body. A body with a type is <c>application/json</c> by default.</summary>
    public string? MediaType { get; init; } = body is null ? null : "application/json";

    /// <summary>When this reply is given.</summary>
    public string Description { get; init; } = "Success";
}
