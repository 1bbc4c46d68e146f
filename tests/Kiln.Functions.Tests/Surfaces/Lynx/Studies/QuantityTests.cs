using Kiln.Functions.Surfaces.Lynx.Studies;

namespace Kiln.Functions.Tests.Surfaces.Lynx.Studies;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("2", 2000L)]
    [InlineData("0.5", 500L)]
    [InlineData("1500m", 1500L)]
    [InlineData("0", 0L)]
    [InlineData("two", null)]
    [InlineData("-1", null)]
    [InlineData("1e3", null)]
    [InlineData("m", null)]
    [InlineData("99999999999999999999", null)]
    public void Processors_are_read_in_thousandths(string text, long? millicores) => Assert.Equal(millicores, Quantity.Millicores(text));

    [Theory]
    [InlineData("2Gi", 2147483648L)]
    [InlineData("512Mi", 536870912L)]
    [InlineData("4G", 4000000000L)]
    [InlineData("1.5k", 1500L)]
    [InlineData("1024", 1024L)]
    [InlineData("2GB", null)]
    [InlineData("Gi", null)]
    [InlineData("", null)]
    [InlineData(" 1", null)]
    public void Memory_is_read_in_bytes(string text, long? bytes) => Assert.Equal(bytes, Quantity.Bytes(text));
}
