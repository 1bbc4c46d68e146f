using Microsoft.AspNetCore.Routing.Patterns;

namespace Kiln.LocalHost.Functions.Discovery;

/// <summary>Finds HTTP functions that the same request would match equally well.</summary>
internal static class RouteCollisions
{
    /// <summary>One sentence for each pair of functions whose routes and methods collide.</summary>
    public static IEnumerable<string> Find(IEnumerable<FunctionDescriptor> functions)
    {
        var routes = functions
            .Where(function => function.Kind is TriggerKind.Http)
            .Select(function => (Function: function, Trigger: (HttpTriggerAttribute)function.Trigger))
            .Select(route => (route.Function, route.Trigger, Shape: ShapeOf(RoutePatternFactory.Parse(RouteOf(route.Function)))))
            .ToList();
        return
            from sameShape in routes.GroupBy(route => route.Shape, StringComparer.Ordinal)
            from pair in Pairs([.. sameShape])
            where MethodsOverlap(pair.First.Trigger.Methods, pair.Second.Trigger.Methods)
            select $"{pair.First.Function} and {pair.Second.Function} have colliding routes "
                + $"'{RouteOf(pair.First.Function)}' and '{RouteOf(pair.Second.Function)}' for the same method. Change one of them.";
    }

    /// <summary>The route of an HTTP function below the route prefix.</summary>
    public static string RouteOf(FunctionDescriptor function) =>
        ((HttpTriggerAttribute)function.Trigger).Route?.Trim('/') ?? function.Name;

    private static IEnumerable<(T First, T Second)> Pairs<T>(IReadOnlyList<T> items)
    {
        for (int first = 0; first < items.Count; first++)
        {
            for (int second = first + 1; second < items.Count; second++)
            {
                yield return (items[first], items[second]);
            }
        }
    }

    private static bool MethodsOverlap(string[]? first, string[]? second) =>
        first is null or [] || second is null or [] || first.Intersect(second, StringComparer.OrdinalIgnoreCase).Any();

    // Parameter names do not count: what matters is which paths a route takes and how it ranks among the others.
    private static string ShapeOf(RoutePattern pattern) => string.Join('/', pattern.PathSegments.Select(segment =>
        string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content.ToUpperInvariant(),
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart parameter => ShapeOf(parameter),
            _ => string.Empty,
        }))));

    private static string ShapeOf(RoutePatternParameterPart parameter)
    {
        string kind = parameter.IsCatchAll ? "*" : parameter.IsOptional ? "?" : string.Empty;
        IEnumerable<string?> policies = parameter.ParameterPolicies.Select(policy => policy.Content).Order(StringComparer.Ordinal);
        return $"{{{kind}{string.Join(':', policies)}}}";
    }
}
