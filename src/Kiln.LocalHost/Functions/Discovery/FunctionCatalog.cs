using System.Reflection;
using Kiln.LocalHost.Hosting;
using Kiln.LocalHost.Settings;

namespace Kiln.LocalHost.Functions.Discovery;

/// <summary>All functions of an app, checked against each other.</summary>
internal sealed class FunctionCatalog
{
    private FunctionCatalog(IReadOnlyList<FunctionDescriptor> functions) => Functions = functions;

    /// <summary>The functions, in the order of their names.</summary>
    public IReadOnlyList<FunctionDescriptor> Functions { get; }

    /// <summary>The functions of one kind of trigger.</summary>
    public IEnumerable<FunctionDescriptor> Of(TriggerKind kind) => Functions.Where(function => function.Kind == kind);

    /// <summary>Finds every <c>[Function]</c> method that the types declare.</summary>
    /// <param name="types">The types of the app.</param>
    /// <param name="settings">Says which functions are switched off: those are left out.</param>
    /// <exception cref="LocalHostException">
    /// Functions that cannot run, or that have the same name or route. The message lists all of them.
    /// </exception>
    public static FunctionCatalog Find(IEnumerable<Type> types, AppSettings settings)
    {
        const BindingFlags Declared =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        List<string> faults = [];
        List<FunctionDescriptor> functions = [];
        foreach (MethodInfo method in types.SelectMany(type => type.GetMethods(Declared)))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is not { } attribute || settings.IsDisabled(attribute.Name))
            {
                continue;
            }

            try
            {
                functions.Add(FunctionIndexer.Describe(method, attribute.Name));
            }
            catch (LocalHostException fault)
            {
                faults.Add(fault.Message);
            }
        }

        functions.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        faults.AddRange(SharedNames(functions, "functions are named", function => function.Name));
        faults.AddRange(SharedNames(
            functions.Where(function => function.Kind is TriggerKind.Orchestration), "orchestrators are named", function => function.DurableName));
        faults.AddRange(SharedNames(
            functions.Where(function => function.Kind is TriggerKind.Activity), "activities are named", function => function.DurableName));
        faults.AddRange(RouteCollisions.Find(functions));
        return faults.Count == 0
            ? new FunctionCatalog(functions)
            : throw new LocalHostException(string.Join(Environment.NewLine, faults.Distinct()));
    }

    private static IEnumerable<string> SharedNames(
        IEnumerable<FunctionDescriptor> functions, string what, Func<FunctionDescriptor, string> name) =>
        from function in functions
        group function by name(function).ToUpperInvariant() into namesakes
        where namesakes.Count() > 1
        select $"{namesakes.Count()} {what} '{name(namesakes.First())}' (case does not count): "
            + string.Join(", ", namesakes.Select(function => function.Definition.EntryPoint)) + ". Give each its own name.";
}
