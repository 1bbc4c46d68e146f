namespace Kiln.LocalHost.Functions;

/// <summary>Starts the function by an HTTP request; stands on a parameter of type <c>HttpRequest</c>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HttpTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Any method, with a function key.</summary>
    public HttpTriggerAttribute() => AuthLevel = AuthorizationLevel.Function;

    /// <summary>
    /// The given methods, with the level's zero value: <see cref="AuthorizationLevel.Anonymous"/>. Prefer the constructor that
    /// states the level.
    /// </summary>
    public HttpTriggerAttribute(params string[] methods) => Methods = methods;

    /// <summary>Any method, with the given level.</summary>
    public HttpTriggerAttribute(AuthorizationLevel authLevel) => AuthLevel = authLevel;

    /// <summary>The given methods, with the given level.</summary>
    public HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods)
    {
        AuthLevel = authLevel;
        Methods = methods;
    }

    /// <summary>
    /// The route under the app's route prefix, with <c>{name}</c>, <c>{name?}</c> and <c>{name:constraint}</c> as ASP.NET Core has
    /// them. Default: the function's name.
    /// </summary>
    public string? Route { get; set; }

    /// <summary>The HTTP methods, ignoring case; null or empty for all.</summary>
    public string[]? Methods { get; }

    /// <summary>The key the caller must present.</summary>
    public AuthorizationLevel AuthLevel { get; }
}
