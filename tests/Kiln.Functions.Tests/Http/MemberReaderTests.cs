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

    [Fact]
    public void Unknown_members_may_be_let_pass()
    {
        MemberReader members = new(JsonElement.Parse("""{"unknown":1}"""), rejectUnknown: false);

        members.Finish();

        Assert.Empty(members.AllFaults);
    }

    private static MemberReader Read(string json) => new(JsonElement.Parse(json), rejectUnknown: true);
}
