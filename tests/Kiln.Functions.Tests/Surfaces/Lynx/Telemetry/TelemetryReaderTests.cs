using System.Text;
using Kiln.Functions.Http;
using Kiln.Functions.Surfaces.Lynx.Telemetry;

namespace Kiln.Functions.Tests.Surfaces.Lynx.Telemetry;

public sealed class TelemetryReaderTests
{
    [Fact]
    public void An_object_with_samples_is_read()
    {
        TelemetryCall call = TelemetryReader.ReadJson(Bytes("""{"seq":4,"samples":[{"t":1.5,"values":{"altitude_m":312.4}},{"t":1.5,"values":{}}]}"""));
        Assert.Equal(4, call.Sequence);
        Assert.Equal([1.5, 1.5], call.Samples.Select(sample => sample.Time));
        Assert.Equal(312.4, call.Samples[0].Values["altitude_m"]);
    }

    [Fact]
    public void Lines_are_samples()
    {
        TelemetryCall call = TelemetryReader.ReadLines("2", Bytes("{\"t\":0,\"values\":{\"v\":1}}\r\n\n{\"t\":1,\"values\":{\"v\":2}}"));
        Assert.Equal(2, call.Sequence);
        Assert.Equal([1.0, 2.0], call.Samples.Select(sample => sample.Values["v"]));
    }

    [Theory]
    [InlineData("""{"samples":[]}""", "seq")]
    [InlineData("""{"seq":-1,"samples":[]}""", "seq")]
    [InlineData("""{"seq":0}""", "samples")]
    [InlineData("""{"seq":0,"samples":[7]}""", "samples[0]")]
    [InlineData("""{"seq":0,"samples":[{"values":{}}]}""", "samples[0].t")]
    [InlineData("""{"seq":0,"samples":[{"t":0}]}""", "samples[0].values")]
    [InlineData("""{"seq":0,"samples":[{"t":0,"values":{"v":"1"}}]}""", "samples[0].values.v")]
    [InlineData("""{"seq":0,"samples":[{"t":0,"values":{"v":1e999}}]}""", "samples[0].values.v")]
    [InlineData("""{"seq":0,"samples":[{"t":0,"values":{},"x":1}]}""", "samples[0].x")]
    [InlineData("""{"seq":0,"samples":[],"more":1}""", "more")]
    [InlineData("""{"seq":0,"samples":[{"t":2,"values":{}},{"t":1,"values":{}}]}""", "samples[1].t")]
    public void A_fault_is_named_by_its_path(string body, string path)
    {
        ApiException fault = Assert.ThrowsAny<ApiException>(() => TelemetryReader.ReadJson(Bytes(body)));
        Assert.Equal([path], fault.Errors.Select(error => error.Field));
    }

    [Theory]
    [InlineData(null, "{}", "X-Lynx-Seq")]
    [InlineData("0", "{\"t\":0,\"values\":{}}\n{\"t\":", "line 2")]
    [InlineData("0", "[]", "line 1")]
    [InlineData("0", "{\"t\":0,\"values\":{}}\n{\"values\":{}}", "line 2.t")]
    public void A_faulty_line_is_named(string? sequence, string body, string path)
    {
        ApiException fault = Assert.ThrowsAny<ApiException>(() => TelemetryReader.ReadLines(sequence, Bytes(body)));
        Assert.Equal([path], fault.Errors.Select(error => error.Field));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
