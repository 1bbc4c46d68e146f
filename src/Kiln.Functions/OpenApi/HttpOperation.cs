using System.Reflection;

namespace Kiln.Functions.OpenApi;

/// <summary>An HTTP function of this app, as its attributes declare it.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Tag">The folder it is in.</param>
/// <param name="Path">Its path with <c>{parameters}</c>, from the root of the host.</param>
/// <param name="Methods">Its HTTP methods, lower case.</param>
/// <param name="NeedsMasterKey">True when it is for operators.</param>
/// <param name="Function">The method itself.</param>
/// <param name="Surface">The compatible surface whose folder it is in; null for this service's own API.</param>
internal sealed record HttpOperation(
    string Name,
    string Tag,
    string Path,
    IReadOnlyList<string> Methods,
    bool NeedsMasterKey,
    MethodInfo Function,
    string? Surface)
{
    /// <summary>What it says of itself; null when it says nothing, which a test does not let pass.</summary>
    public OperationAttribute? Description => Function.GetCustomAttribute<OperationAttribute>();

    /// <summary>The query parameters and headers that it reads.</summary>
    public IEnumerable<ParameterAttribute> Parameters =>
        [.. Function.GetCustomAttribute<CommonOperationAttribute>()?.Parameters ?? [], .. Function.GetCustomAttributes<ParameterAttribute>()];

    /// <summary>The replies that it gives when all is well.</summary>
    public IEnumerable<ReplyAttribute> Replies =>
        [.. Function.GetCustomAttribute<CommonOperationAttribute>()?.Replies ?? [], .. Function.GetCustomAttributes<ReplyAttribute>()];

    /// <summary>
    /// Every HTTP function of an assembly, by path and name. One that takes whatever no other takes, by any method, serves no operation.
    /// </summary>
    public static IReadOnlyList<HttpOperation> FindAll(Assembly assembly) =>
    [
        .. assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Select(Of)
            .OfType<HttpOperation>()
            .Where(operation => operation.Methods.Count > 0 || !operation.Path.Contains("{*", StringComparison.Ordinal))
            .OrderBy(operation => operation.Path, StringComparer.Ordinal)
            .ThenBy(operation => operation.Name, StringComparer.Ordinal),
    ];

    private static HttpOperation? Of(MethodInfo method)
    {
        HttpTriggerAttribute? trigger = method.GetParameters()
            .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
            .FirstOrDefault(attribute => attribute is not null);
        if (trigger is null || method.GetCustomAttribute<FunctionAttribute>() is not { } function)
        {
            return null;
        }

        string[] folders = method.DeclaringType!.Namespace!.Split('.');
        int surfaces = Array.IndexOf(folders, "Surfaces");
        return new HttpOperation(
            function.Name,
            folders[^1],
            "/" + (trigger.Route ?? function.Name),
            [.. (trigger.Methods ?? []).Select(verb => verb.ToLowerInvariant())],
            trigger.AuthLevel != AuthorizationLevel.Anonymous,
            method,
            surfaces < 0 ? null : folders[surfaces + 1]);
    }
}
