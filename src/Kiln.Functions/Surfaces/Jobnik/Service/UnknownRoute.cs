using Kiln.Functions.Http;
using Kiln.Functions.Surfaces.Jobnik.Errors;

namespace Kiln.Functions.Surfaces.Jobnik.Service;

/// <summary>Takes what no other function of the surface takes, so that also a wrong path or method is answered in its own shape.</summary>
/// <remarks>
/// The Azure host tries routes in the order of the functions' names, so the name comes after those of all others of the surface.
/// </remarks>
public static class UnknownRoute
{
    /// <summary>
    /// 308 to the path with single slashes where there were doubled ones, as clients make them of a base URL that ends in a slash;
    /// else 405 or 404.
    /// </summary>
    [Function("JobnikUnknownRoute")]
    public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "jobnik/{*rest}")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        string path = request.Path.Value ?? "/";
        string single = string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries));
        PathString meant = new("/" + single);
        IReadOnlyList<string> methods = SurfaceRoutes.MethodsAt("Jobnik", meant);
        if (methods.Contains(request.Method) && path.Contains("//", StringComparison.Ordinal))
        {
            return TypedResults.LocalRedirect(meant.ToUriComponent() + request.QueryString.Value, permanent: true, preserveMethod: true);
        }

        if (methods.Count == 0)
        {
            throw new ApiException(StatusCodes.Status404NotFound, JobnikCodes.Unknown, "not found");
        }

        request.HttpContext.Response.Headers.Allow = string.Join(", ", methods);
        throw new ApiException(StatusCodes.Status405MethodNotAllowed, JobnikCodes.Unknown, $"{request.Method} method not allowed");
    }
}
