using Kiln.LocalHost.Functions.Invocation;
using Microsoft.AspNetCore.Http;

namespace Kiln.LocalHost.Functions;

/// <summary>The ASP.NET Core side of an invocation.</summary>
public static class FunctionContextExtensions
{
    /// <summary>The HTTP exchange of an HTTP function; null for any other.</summary>
    public static HttpContext? GetHttpContext(this FunctionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items.TryGetValue(LocalFunctionContext.HttpContextKey, out object? value) ? value as HttpContext : null;
    }
}
