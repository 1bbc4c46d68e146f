using System.Text.Json;
using Kiln.Functions.Http;

namespace Kiln.Functions.Tests.Http;

public sealed class MemberReaderTests
{
    [Fact]
    public void It_reads_members_of_every_kind()
    {
        MemberReader members = Read("""{"text":"a","integer":3,"number":0.5,"flag":true,"labels":{"k":"v"},"absent":null,"any":[1]}""");

        Assert.Equal("a", members.Text("text", 10));
        Assert.Equal(3, members.Integer("integer", 1, 3));
        Assert.Equal(0.5, members.Number("number", 0, 1));
        Assert.True(members.Flag("flag"));
        Assert.Equal("v", members.Labels("labels")["k"]);
        Assert.Null(members.Text("absent", 10));
        Assert.Equal("[1]", members.Any("any")?.GetRawText());
        members.Finish();
        Assert.Empty(members.AllFaults);
        members.ThrowIfFaulty();
    }

    [Theory]
    [InlineData("""{"text":""}""")]
    [InlineData("""{"text":"too long"}""")]
    [InlineData("""{"integer":4}""")]
    [InlineData("""{"integer":1.5}""")]
    [InlineData("""{"integer":"3"}""")]
    [InlineData("""{"number":1.01}""")]
    [InlineData("""{"number":1e999}""")]
    [InlineData("""{"flag":"true"}""")]
    [InlineData("""{"labels":{"":"v"}}""")]
    [InlineData("""{"labels":{"k":"v","k":"w"}}""")]
    [InlineData("""{"objects":[{},{},{}]}""")]
    [InlineData("""{"objects":{}}""")]
    [InlineData("""{"unknown":1}""")]
    public void What_is_wrong_is_named(string json)
    {
        MemberReader members = Read(json);

        _ = (members.Text("text", 5), members.Integer("integer", 1, 3), members.Number("number", 0, 1), members.Flag("flag"));
        _ = (members.Labels("labels"), members.Objects("objects", 2));
        members.Finish();

        string name = JsonDocument.Parse(json).RootElement.EnumerateObject().First().Name;
        Assert.Equal(name, Assert.Single(members.AllFaults).Field);
        Assert.Throws<ApiException>(members.ThrowIfFaulty);
    }

    [Fact]
    public void Faults_inside_are_named_by_their_path()
    {
        MemberReader members = Read("""{"items":[{"size":1},{"size":{"depth":9}},7]}""");

        foreach (MemberReader item in members.Objects("items", 10))
        {
            _ = item.Any("size") is { ValueKind: JsonValueKind.Object } ? item.Object("size")!.Integer("depth", 0, 5) : null;
        }

        Assert.Equal(["items[2]", "items[1].size.depth"], members.AllFaults.Select(fault => fault.Field));
    }

    [Fact]
    public void A_fault_of_the_defaults_is_named_once_and_where_it_stands()
    {
        MemberReader members = Read("""{"defaults":{"size":9,"colour":"red"},"items":[{},{"size":8},{"size":1}]}""");
        MemberReader defaults = members.Object("defaults")!;

        List<int?> sizes = [];
        foreach (MemberReader item in members.Objects("items", 10))
        {
            item.AddDefaults(defaults);
            sizes.Add(item.Integer("size", 0, 5));
            Assert.Equal("red", item.Text("colour", 10));
            item.Finish();
        }

        Assert.Equal([null, null, 1], sizes);
        Assert.Equal(["defaults.size", "items[1].size"], members.AllFaults.Select(fault => fault.Field));
    }

    [Fact]
    public void Merged_members_are_one_object()
    {
        MemberReader members = Read("""{"defaults":{"size":9,"colour":"red"},"items":[{"size":1}]}""");
        MemberReader item = members.Objects("items", 1)[0];

        item.AddDefaults(members.Object("defaults")!);

        Assert.Equal("""{"colour":"red","size":1}""", item.ToJson().GetRawText());
    }

    [Theory]
    [InlineData("5", 5L)]
    [InlineData("5.0", 5L)]
    [InlineData("5e0", 5L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("5.5", null)]
    [InlineData("9223372036854775808", null)]
    [InlineData("1e300", null)]
    [InlineData("\"5\"", null)]
    public void An_integer_may_be_written_in_any_way_that_is_one(string json, long? expected)
    {
        MemberReader members = Read($$"""{"n":{{json}}}""");

        Assert.Equal(expected, members.Integer("n", 0L, long.MaxValue));
        Assert.Equal(expected is null ? ["Must be an integer of at least 0"] : [], members.AllFaults.Select(fault => fault.Message));
    }

    [Fact]
    public void What_is_required_is_named_but_not_inside_of_what_is_no_object()
    {
        MemberReader members = new(JsonElement.Parse("""{"word":"c","items":[7],"inside":[]}"""), rejectUnknown: true, "config");

        _ = (members.Text("text", 5, required: true), members.Word("word", ["a", "b"]), members.Array("inside"), members.Object("inside"));
        foreach (MemberReader item in members.Objects("items", required: true))
        {
            Assert.Null(item.Text("text", 5, required: true));
        }

        Assert.Empty(members.Array("absent"));
        Assert.Equal(
            [
                "config.text: Is required", "config.word: Must be one of: a, b", "config.inside: Must be a JSON object",
                "config.items[0]: Must be a JSON object",
            ],
            members.AllFaults.Select(fault => $"{fault.Field}: {fault.Message}"));
    }

    [Fact]
    public void A_member_that_is_repeated_is_a_fault() =>
        Assert.Equal(["n"], Read("""{"n":1,"n":2}""").AllFaults.Select(fault => fault.Field));

    [Fact]
    public void Unknown_members_may_be_let_pass()
    {
        MemberReader members = new(JsonElement.Parse("""{"unknown":1}"""), rejectUnknown: false);

        members.Finish();

        Assert.Empty(members.AllFaults);
    }

    private static MemberReader Read(string json) => new(JsonElement.Parse(json), rejectUnknown: true);
}
