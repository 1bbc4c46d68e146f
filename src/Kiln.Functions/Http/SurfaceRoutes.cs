using System.Collections.Concurrent;
using Kiln.Functions.OpenApi;
using Microsoft.AspNetCore.Routing.Template;

namespace Kiln.Functions.Http;

/// <summary>
/// Which methods the paths of a compatible surface take: what its catch-all needs to tell a path that is not there from a method that
/// a path does not take.
/// </summary>
internal static class SurfaceRoutes
{
    private static readonly ConcurrentDictionary<string, (TemplateMatcher Route, IReadOnlyList<string> Methods)[]> Known = new();

    /// <summary>The methods, upper case, that some function of the surface takes at a path; none when no function is there.</summary>
    public static IReadOnlyList<string> MethodsAt(string surface, PathString path)
    {
        var routes = Known.GetOrAdd(surface, static surface =>
        [
            .. HttpOperation.FindAll(typeof(SurfaceRoutes).Assembly)
                .Where(operation => operation.Surface == surface)
                .Select(operation => (
                    new TemplateMatcher(TemplateParser.Parse(operation.Path.TrimStart('/')), []),
                    (IReadOnlyList<string>)[.. operation.Methods.Select(method => method.ToUpperInvariant())])),
        ]);
        return [.. routes.Where(route => route.Route.TryMatch(path, [])).SelectMany(route => route.Methods).Distinct()];
    }
}
