using Kiln.Geometry.Images.Png;

namespace Kiln.Geometry.Tests.Images;

public sealed class PngFilterTests
{
    [Fact]
    public void Every_filter_is_undone_at_every_length_and_stride()
    {
        const int Seed = 5;
        var random = new Random(Seed);
        foreach (int stride in new[] { 1, 2, 3, 4, 6, 8 })
        {
            for (int length = stride; length < 150; length += 7)
            {
                byte[] row = new byte[length];
                byte[] above = new byte[length];
                random.NextBytes(row);
                random.NextBytes(above);
                for (int filter = 0; filter < 5; filter++)
                {
                    byte[] filtered = new byte[length];
                    PngFilter.Apply(filter, row, above, stride, filtered);
                    Assert.Equal(filtered.Sum(b => Math.Abs((int)(sbyte)b)), PngFilter.Cost(filtered));
                    PngFilter.Undo(filter, filtered, above, stride);
                    Assert.Equal(row, filtered);
                }
            }
        }
    }
}
