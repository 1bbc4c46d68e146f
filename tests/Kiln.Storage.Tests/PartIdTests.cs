namespace Kiln.Storage.Tests;

public sealed class PartIdTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 15, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1u)]
    [InlineData(0x00100000u)]
    [InlineData(uint.MaxValue)]
    public void A_part_leads_back_to_its_root_and_number(uint number)
    {
        string root = PartId.NewRoot(Now);

        string part = PartId.Of(root, number);

        Assert.Equal(root, PartId.RootOf(part));
        Assert.True(PartId.TryRead(part, out string? rootId, out uint read));
        Assert.Equal((root, number), (rootId, read));
        Assert.NotNull(TimeOrderedKey.Find(part));
        Assert.Equal(7, Guid.Parse(part).Version);
    }

    [Fact]
    public void A_root_is_its_own_and_has_no_number()
    {
        string root = PartId.NewRoot(Now);

        Assert.Equal(root, PartId.RootOf(root));
        Assert.True(PartId.TryRead(root, out _, out uint number));
        Assert.Equal(0u, number);
    }

    [Fact]
    public void Any_identifier_has_a_root_of_the_same_time_and_randomness()
    {
        string id = Guid.CreateVersion7(Now).ToString("D");

        Assert.Equal(id[..^8] + "00000000", PartId.RootOf(id));
    }

    [Fact]
    public void Parts_sort_by_number_behind_their_root()
    {
        string root = PartId.NewRoot(Now);
        string[] ids = [root, .. new uint[] { 1, 2, 9, 10, 255, 256, 70_000, uint.MaxValue }.Select(number => PartId.Of(root, number))];

        Assert.Equal(ids, ids.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_a_root_has_parts()
    {
        string part = PartId.Of(PartId.NewRoot(Now), 7);

        Assert.Throws<ArgumentException>(() => PartId.Of(part, 1));
        Assert.Throws<ArgumentException>(() => PartId.Of("batch", 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PartId.Of(PartId.NewRoot(Now), 0));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0195A3C0-7B1E-7C44-9D0A-2F6F00000000")]
    [InlineData("0195a3c07b1e7c449d0a2f6f00000000")]
    public void What_is_no_lower_case_uuid_is_not_taken_apart(string? id)
    {
        Assert.False(PartId.TryRead(id, out _, out _));
        Assert.Throws<ArgumentException>(() => PartId.RootOf(id!));
    }
}
