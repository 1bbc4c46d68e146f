namespace Kiln.LocalHost.Functions;

/// <summary>
/// Fills a parameter of an HTTP function from the request's JSON body. A body that is no JSON, or not of the parameter's shape, is
/// answered with 400, another media type with 415, and the function does not run.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FromBodyAttribute : InputBindingAttribute;
