namespace Kiln.Infra.Tests.Bicep;

/// <summary>The checker must refuse what the compiler refuses, or the templates' tests could not fail.</summary>
public sealed class BicepParserTests
{
    [Theory]
    [InlineData("param a string = {", "ends too early|a name is missing")]
    [InlineData("param a string = 'open\n", "does not end on its line")]
    [InlineData("param a text", "is no type")]
    [InlineData("param a string\nvar a = 1", "declared twice")]
    [InlineData("resource r 'T/t@2024-01-01' = {\n  name: 'x' location: 'y'\n}", "a line should end")]
    [InlineData("resource r 'T/t@2024-01-01' = {\n  name: 'x'\n  name: 'y'\n}", "stands twice")]
    [InlineData("var a = [\n  for b of []: b\n]", "'in' is missing")]
    [InlineData("var a = f('x'", "is missing")]
    [InlineData("var a = true ? 1", "':' is missing")]
    [InlineData("@sekure()\nparam a string", "is no decorator")]
    [InlineData("params a string", "begins no declaration")]
    public void Broken_text_is_refused(string text, string why)
    {
        BicepException refusal = Assert.Throws<BicepException>(() => new BicepParser("test.bicep", text).Parse());

        Assert.Matches(why, refusal.Message);
        Assert.StartsWith("test.bicep(", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_noted_except_those_of_loops()
    {
        BicepFile file = new BicepParser("test.bicep", """
            var all = [
              for item in list: {
                name: '${item}-${suffix}'
                port: empty(item) ? other!.outputs.port : base[item].port
              }
            ]
            """).Parse();

        Assert.Equal(["list", "suffix", "other", "base"], file.Names.Select(use => use.Name));
        Assert.Equal(["empty"], file.Calls.Select(use => use.Name));
        Assert.Equal([new BicepUse("other.port", 4)], file.ModuleOutputs);
    }

    [Fact]
    public void Modules_are_read_with_their_parameters()
    {
        BicepFile file = new BicepParser("test.bicep", """
            module m 'modules/m.bicep' = if (on) {
              name: 'm'
              params: {
                one: 1
                two: [
                  'a'
                ]
              }
            }
            """).Parse();

        BicepModule module = file.Modules["m"];
        Assert.Equal("modules/m.bicep", module.Path);
        Assert.Equal(["one", "two"], module.Parameters);
    }
}
