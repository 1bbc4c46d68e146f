using System.Text.RegularExpressions;

namespace Kiln.Infra.Tests.Bicep;

/// <summary>Every template parses, names only what is declared, and calls its modules as they ask.</summary>
public sealed partial class TemplateTests
{
    private static readonly string[] Functions =
    [
        "resourceGroup", "subscription", "subscriptionResourceId", "uniqueString", "guid", "take", "empty", "concat", "uriComponent",
    ];

    public static TheoryData<string> Templates => [.. Paths("*.bicep").Select(Relative)];

    public static TheoryData<string> ParameterFiles => [.. Paths("*.bicepparam").Select(Relative)];

    [Fact]
    public void There_are_templates() => Assert.Contains("main.bicep", Paths("*.bicep").Select(Path.GetFileName));

    [Theory]
    [MemberData(nameof(Templates))]
    public void Names_are_declared(string template)
    {
        BicepFile file = Read(template);

        Assert.DoesNotContain(file.Names, use => !file.Symbols.Contains(use.Name));
        Assert.DoesNotContain(file.Calls, use => !Functions.Contains(use.Name));
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void Parameters_and_variables_are_used(string template)
    {
        BicepFile file = Read(template);

        Assert.Empty(file.Parameters.Keys.Concat(file.Variables).Except(file.Names.Select(use => use.Name)));
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void Resources_have_a_type_and_a_version(string template) =>
        Assert.All(Read(template).Resources.Values, type => Assert.Matches(TypePattern(), type));

    [Theory]
    [MemberData(nameof(Templates))]
    public void Modules_get_the_parameters_that_they_declare(string template)
    {
        BicepFile file = Read(template);
        foreach ((string name, BicepModule module) in file.Modules)
        {
            BicepFile target = BicepFile.Read(Path.Combine(Path.GetDirectoryName(file.Path)!, module.Path));
            IEnumerable<string> required = target.Parameters.Where(parameter => !parameter.Value).Select(parameter => parameter.Key);

            Assert.True(!module.Parameters.Except(target.Parameters.Keys).Any(), $"{name} gets {string.Join(", ", module.Parameters)}");
            Assert.True(!required.Except(module.Parameters).Any(), $"{name} lacks some of {string.Join(", ", required)}");
        }
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void Outputs_of_modules_exist(string template)
    {
        BicepFile file = Read(template);
        foreach (BicepUse use in file.ModuleOutputs)
        {
            string[] parts = use.Name.Split('.');
            BicepFile target = BicepFile.Read(Path.Combine(Path.GetDirectoryName(file.Path)!, file.Modules[parts[0]].Path));

            Assert.True(target.Outputs.Contains(parts[1]), $"{template}({use.Line}): {use.Name} is no output");
        }
    }

    [Fact]
    public void Every_module_is_deployed()
    {
        IEnumerable<string> deployed = Paths("*.bicep").Select(BicepFile.Read).SelectMany(file => file.Modules.Values
            .Select(module => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file.Path)!, module.Path))));

        Assert.Empty(Paths("*.bicep").Where(path => Path.GetFileName(path) != "main.bicep").Except(deployed));
    }

    [Theory]
    [MemberData(nameof(ParameterFiles))]
    public void Parameter_files_set_what_their_template_declares(string parameters)
    {
        BicepFile file = Read(parameters);
        BicepFile template = BicepFile.Read(Path.Combine(Path.GetDirectoryName(file.Path)!, file.Using!));

        Assert.Empty(file.Parameters.Keys.Except(template.Parameters.Keys));
        Assert.Empty(template.Parameters.Where(parameter => !parameter.Value).Select(parameter => parameter.Key).Except(file.Parameters.Keys));
    }

    private static BicepFile Read(string name) => BicepFile.Read(Repository.PathOf("infra", name));

    private static string[] Paths(string pattern) =>
        Directory.GetFiles(Repository.PathOf("infra"), pattern, SearchOption.AllDirectories);

    private static string Relative(string path) => Path.GetRelativePath(Repository.PathOf("infra"), path);

    [GeneratedRegex(@"^Microsoft\.[A-Za-z]+(/[A-Za-z]+)+@20\d\d-(0[1-9]|1[0-2])-([0-2]\d|3[01])(-preview)?$")]
    private static partial Regex TypePattern();
}
