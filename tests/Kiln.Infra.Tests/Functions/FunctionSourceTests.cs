using System.Text.RegularExpressions;

namespace Kiln.Infra.Tests.Functions;

/// <summary>What Azure Functions asks of names and routes and the local host does not.</summary>
public sealed partial class FunctionSourceTests
{
    private static readonly string Sources = string.Join('\n', Directory
        .GetFiles(Repository.PathOf("src", "Kiln.Functions"), "*.cs", SearchOption.AllDirectories)
        .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
        .Select(File.ReadAllText));

    [Fact]
    public void Names_are_legal_and_differ_in_more_than_case()
    {
        string[] names = [.. NamePattern().Matches(Sources).Select(match => match.Groups[1].Value)];

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Matches("^[A-Za-z][A-Za-z0-9_-]{0,127}$", name));
        Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void Routes_stay_out_of_what_the_host_keeps_for_itself()
    {
        string[] routes = [.. RoutePattern().Matches(Sources).Select(match => match.Groups[1].Value)];

        Assert.NotEmpty(routes);
        Assert.DoesNotContain(routes, route => route.Split('/')[0] is "admin" or "runtime" or "");
    }

    [GeneratedRegex(@"\[Function\(""([^""]*)""\)\]")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\bRoute = ""([^""]*)""")]
    private static partial Regex RoutePattern();
}
