using System.Reflection;

namespace Kiln.Functions.OpenApi;

/// <summary>An HTTP function of this app, as its attributes declare it.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Tag">The folder it is in.</param>
/// <param name="Path">Its path with <c>{parameters}</c>, from the root of the host.</param>
/// <param name="Methods">Its HTTP methods, lower case.</param>
/// <param name="NeedsMasterKey">True when it is for operators.</param>
/// <param name="Function">The method itself.</param>
internal sealed record HttpOperation(
    string Name, string Tag, string Path, IReadOnlyList<string> Methods, bool NeedsMasterKey, MethodInfo Function)
{
    /// <summary>What it says of itself; null when it says nothing, which a test does not let pass.</summary>
    public OperationAttribute? Description => Function.GetCustomAttribute<OperationAttribute>();

    /// <summary>Every HTTP function of an assembly, by path and name.</summary>
    public static IReadOnlyList<HttpOperation> FindAll(Assembly assembly) =>
    [
        .. assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Select(Of)
            .OfType<HttpOperation>()
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

        string tag = method.DeclaringType!.Namespace!.Split('.')[^1];
        return new HttpOperation(
            function.Name,
            tag,
            "/" + (trigger.Route ?? function.Name),
            [.. (trigger.Methods ?? []).Select(verb => verb.ToLowerInvariant())],
            trigger.AuthLevel != AuthorizationLevel.Anonymous,
            method);
    }
}
