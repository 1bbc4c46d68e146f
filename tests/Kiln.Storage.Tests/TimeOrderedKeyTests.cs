namespace Kiln.Storage.Tests;

public sealed class TimeOrderedKeyTests
{
    [Fact]
    public void Keys_sort_the_newest_identifier_first_and_lead_back_to_it()
    {
        DateTimeOffset start = DateTimeOffset.UnixEpoch;
        string[] ids = [.. Enumerable.Range(0, 200).Select(step => Guid.CreateVersion7(start.AddMilliseconds(Math.Pow(1.15, step))).ToString("D"))];
        string[] ordered = [.. ids.Order(StringComparer.Ordinal)];

        string[] keys = [.. ids.Select(TimeOrderedKey.Of).Order(StringComparer.Ordinal)];

        Assert.Equal(ordered.Reverse(), keys.Select(TimeOrderedKey.ToId));
    }

    [Fact]
    public void A_boundary_stands_between_the_later_and_the_earlier()
    {
        DateTimeOffset time = new(2026, 3, 2, 9, 15, 0, 120, TimeSpan.Zero);
        string boundary = TimeOrderedKey.Boundary(time);

        Assert.True(string.CompareOrdinal(TimeOrderedKey.Of(Guid.CreateVersion7(time).ToString("D")), boundary) < 0);
        Assert.True(string.CompareOrdinal(TimeOrderedKey.Of(Guid.CreateVersion7(time.AddMilliseconds(-1)).ToString("D")), boundary) > 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0195A3C0-7B1E-7C44-9D0A-2F6F0C1D9E11")]
    [InlineData("{0195a3c0-7b1e-7c44-9d0a-2f6f0c1d9e11}")]
    [InlineData("0195a3c07b1e7c449d0a2f6f0c1d9e11")]
    public void What_is_no_lower_case_uuid_has_no_key(string id)
    {
        Assert.Null(TimeOrderedKey.Find(id));
        Assert.Throws<ArgumentException>(() => TimeOrderedKey.Of(id));
    }
}
