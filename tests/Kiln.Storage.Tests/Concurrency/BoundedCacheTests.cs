using Kiln.Storage.Concurrency;

namespace Kiln.Storage.Tests.Concurrency;

public sealed class BoundedCacheTests
{
    private readonly BoundedCache<string> _cache = new(10);

    [Fact]
    public void What_was_used_last_stays_when_the_weight_is_too_much()
    {
        _cache.Set("a", "1", 4);
        _cache.Set("b", "2", 4);
        Assert.True(_cache.TryGet("a", out _));

        _cache.Set("c", "3", 4);

        Assert.Equal(("1", null, "3"), (Find("a"), Find("b"), Find("c")));
        Assert.Equal(8, _cache.Weight);
    }

    [Fact]
    public void As_many_go_as_a_heavy_value_needs_room()
    {
        _cache.Set("a", "1", 3);
        _cache.Set("b", "2", 3);
        _cache.Set("c", "3", 3);

        _cache.Set("d", "4", 7);

        Assert.Equal((null, null, "3", "4"), (Find("a"), Find("b"), Find("c"), Find("d")));
        Assert.Equal(10, _cache.Weight);
    }

    [Fact]
    public void A_value_in_the_place_of_another_counts_alone()
    {
        _cache.Set("a", "1", 9);
        _cache.Set("a", "2", 2);
        _cache.Set("b", "3", 8);

        Assert.Equal(("2", "3", 10L), (Find("a"), Find("b"), _cache.Weight));
    }

    [Fact]
    public void A_value_that_is_too_heavy_is_not_kept_and_neither_is_what_it_replaces()
    {
        _cache.Set("a", "old", 2);
        _cache.Set("b", "other", 2);

        _cache.Set("a", "new", 11);

        Assert.Equal((null, "other", 2L), (Find("a"), Find("b"), _cache.Weight));
    }

    [Fact]
    public void What_is_forgotten_weighs_nothing()
    {
        _cache.Set("a", "1", 5);

        _cache.Remove("a");
        _cache.Remove("a");

        Assert.Equal((null, 0L), (Find("a"), _cache.Weight));
    }

    [Fact]
    public void Keys_differ_by_case()
    {
        _cache.Set("a", "1", 1);

        Assert.Null(Find("A"));
    }

    /// <summary>The weight is that of what is kept and never more than allowed.</summary>
    [Fact]
    public async Task From_many_threads_it_holds_what_was_set_and_never_too_much()
    {
        BoundedCache<string> cache = new(100);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(seed => Task.Run(() =>
        {
            Random random = new(seed);
            for (int step = 0; step < 5000; step++)
            {
                int key = random.Next(40);
                switch (random.Next(3))
                {
                    case 0:
                        cache.Set($"{key}", $"value {key}", 1 + (key % 7));
                        break;
                    case 1:
                        cache.Remove($"{key}");
                        break;
                    default:
                        Assert.True(!cache.TryGet($"{key}", out string? value) || value == $"value {key}");
                        break;
                }

                Assert.InRange(cache.Weight, 0, 100);
            }
        })));

        long weight = Enumerable.Range(0, 40).Sum(key => cache.TryGet($"{key}", out _) ? 1 + (key % 7) : 0);
        Assert.Equal(weight, cache.Weight);
    }

    private string? Find(string key) => _cache.TryGet(key, out string? value) ? value : null;
}
