using System.Text.Json;
using Kiln.Functions.Conversions;

namespace Kiln.Functions.Tests.Conversions;

public sealed class FieldReaderTests
{
    [Theory]
    [InlineData("target_triangle_count", "5000", "5000")]
    [InlineData("threshold", "0.1", "0.1")]
    [InlineData("threshold", "1e-1", "0.1")]
    [InlineData("optimize", "FALSE", "false")]
    [InlineData("usdz", "1", "true")]
    [InlineData("up_axis", "z", "\"z\"")]
    [InlineData("labels", """{"team":"arms"}""", """{"team":"arms"}""")]
    public void Form_text_becomes_typed_json(string name, string text, string json)
    {
        FieldReader reader = new(rejectUnknown: true);
        reader.AddText(name, text);

        Assert.Empty(reader.Faults);
        Assert.Equal(json, reader.Values[name]?.ToJsonString());
    }

    [Theory]
    [InlineData("target_triangle_count", "many", "Must be an integer")]
    [InlineData("target_triangle_count", "1.5", "Must be an integer")]
    [InlineData("mass_kg", "NaN", "Must be a finite number")]
    [InlineData("usdz", "yes", "Must be true or false")]
    [InlineData("unit", "furlong", "Must be one of: mm, cm, m, in, ft, auto")]
    [InlineData("labels", "[]", "Must be a JSON object of at most 20 strings, keys up to 64 and values up to 256 characters")]
    [InlineData("colour", "red", "Unknown field: colour")]
    public void A_bad_value_is_a_fault_that_says_what_would_be_right(string name, string text, string message)
    {
        FieldReader reader = new(rejectUnknown: true);
        reader.AddText(name, text);

        Assert.Equal(message, Assert.Single(reader.Faults).Message);
        Assert.Empty(reader.Values);
    }

    [Theory]
    [InlineData("target_triangle_count", "\"5000\"")]
    [InlineData("target_triangle_count", "5000.5")]
    [InlineData("optimize", "\"true\"")]
    [InlineData("material", "7")]
    public void Json_members_must_have_their_type(string name, string json)
    {
        FieldReader reader = new(rejectUnknown: true);
        reader.AddJson(name, JsonElement.Parse(json));

        Assert.Equal(name, Assert.Single(reader.Faults).Field);
    }

    [Fact]
    public void Empty_text_and_null_count_as_absent()
    {
        FieldReader reader = new(rejectUnknown: true);
        reader.AddText("mass_kg", "");
        reader.AddJson("material", JsonElement.Parse("null"));

        Assert.Empty(reader.Faults);
        Assert.Empty(reader.Values);
    }

    [Fact]
    public void A_repeated_field_is_a_fault()
    {
        FieldReader reader = new(rejectUnknown: true);
        reader.AddText("mass_kg", "1");
        reader.AddText("mass_kg", "2");

        Assert.Equal("Must not be repeated", Assert.Single(reader.Faults).Message);
    }

    [Fact]
    public void Unknown_fields_pass_when_the_operator_says_so()
    {
        FieldReader reader = new(rejectUnknown: false);
        reader.AddText("colour", "red");

        Assert.Empty(reader.Faults);
        Assert.Empty(reader.Values);
    }
}
