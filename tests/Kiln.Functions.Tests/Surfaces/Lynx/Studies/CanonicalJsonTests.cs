using System.Text.Json;
using Kiln.Functions.Surfaces.Lynx.Studies;

namespace Kiln.Functions.Tests.Surfaces.Lynx.Studies;

public sealed class CanonicalJsonTests
{
    // RFC 8785, section 3.2.2 and 3.2.3.
    [Theory]
    [InlineData("""{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"literals":[null,true,false]}""",
        """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}""")]
    [InlineData("""{"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/"}""", "{\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}")]
    [InlineData("""{"\u20ac":"Euro Sign","\r":"CR","1":"One","\u0080":"C1","\ud83d\ude00":"Smiley","\u00f6":"o","\ufb33":"Dalet"}""",
        "{\"\\r\":\"CR\",\"1\":\"One\",\"\u0080\":\"C1\",\"ö\":\"o\",\"€\":\"Euro Sign\",\"😀\":\"Smiley\",\"\ufb33\":\"Dalet\"}")]
    [InlineData("[-0,1e21,1e20,123456789012345680000,1e-6,1e-7,5e-324,1.7976931348623157e308,-12.50,9007199254740991,100]",
        "[0,1e+21,100000000000000000000,123456789012345680000,0.000001,1e-7,5e-324,1.7976931348623157e+308,-12.5,9007199254740991,100]")]
    public void Equal_values_have_the_canonical_text(string json, string canonical)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        Assert.Equal(canonical, CanonicalJson.Write(document.RootElement));
    }
}
