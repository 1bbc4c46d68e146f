using Kiln.Storage.Concurrency;

namespace Kiln.Storage.Tests.Concurrency;

public sealed class WorkOffersTests
{
    private const string Place = "org/tile";

    private readonly WorkOffers<string> _offers = new(TimeProvider.System);

    [Fact]
    public void Of_those_who_wait_as_many_are_woken_as_there_is_work_for_the_longest_waiting_first()
    {
        Waiter[] waiters = [.. Enumerable.Range(0, 5).Select(_ => Idle())];

        _offers.Make(Place, "jobs", pieces: 2);

        Assert.Equal([true, true, false, false, false], waiters.Select(waiter => waiter.IsWoken));
    }

    [Fact]
    public void Only_those_whom_it_suits_and_who_wait_there_are_woken()
    {
        Waiter other = Idle(suits: "jobnik");
        Waiter elsewhere = Idle(place: "org/other");
        Waiter right = Idle(suits: "jobs");

        _offers.Make(Place, "jobs", pieces: 10);

        Assert.Equal((false, false, true), (other.IsWoken, elsewhere.IsWoken, right.IsWoken));
    }

    [Fact]
    public void Who_takes_something_hands_the_offer_on_and_who_finds_nothing_ends_it()
    {
        Waiter first = Idle();
        Waiter second = Idle();
        Waiter third = Idle();

        _offers.Make(Place, "jobs");
        first.Look();
        first.Dispose();
        Assert.Equal((true, false), (second.IsWoken, third.IsWoken));

        second.Look();
        second.FindNothing();
        second.Dispose();
        Assert.False(third.IsWoken);
    }

    [Fact]
    public void What_does_not_suit_its_taker_any_more_is_for_the_next()
    {
        Waiter first = Idle();
        Waiter second = Idle();
        _offers.Make(Place, "jobs");

        first.Look();
        first.Suits = "nothing";
        first.FindNothing();

        Assert.True(second.IsWoken);
    }

    [Fact]
    public void Who_gives_up_hands_on_what_it_heard_of()
    {
        Waiter first = Idle();
        Waiter second = Idle();
        _offers.Make(Place, "jobs");

        first.Dispose();

        Assert.True(second.IsWoken);
    }

    [Fact]
    public void Who_is_looking_is_asked_to_look_again_only_when_nobody_sits_idle()
    {
        Waiter looking = new(_offers, Place, "jobs");
        looking.Look();
        Waiter idle = Idle();

        _offers.Make(Place, "jobs");
        Assert.Equal((false, true), (looking.IsWoken, idle.IsWoken));

        _offers.Make(Place, "jobs");
        Assert.True(looking.IsWoken);
    }

    [Fact]
    public void Nobody_is_asked_twice_about_the_same_offer()
    {
        Waiter[] waiters = [Idle(), Idle()];
        _offers.Make(Place, "jobs", pieces: 2);

        foreach (Waiter waiter in waiters)
        {
            waiter.Look();
            waiter.Suits = "nothing";
            waiter.FindNothing();
        }

        Assert.All(waiters, waiter => Assert.False(waiter.IsWoken));
    }

    [Fact]
    public void Everybody_at_a_place_can_be_woken()
    {
        Waiter[] waiters = [Idle(), Idle(suits: "jobnik")];
        Waiter elsewhere = Idle(place: "org/other");

        _offers.WakeAll(Place);

        Assert.All(waiters, waiter => Assert.True(waiter.IsWoken));
        Assert.False(elsewhere.IsWoken);
    }

    [Fact]
    public void A_chance_goes_from_one_to_the_next_until_nobody_can_take_anything_any_more()
    {
        Waiter[] waiters = [.. ((string[])["jobs", "jobnik", "jobs", "jobs"]).Select(suits => Idle(suits: suits))];

        _offers.MakeUnknown(Place);
        Assert.Equal([true, false, false, false], waiters.Select(waiter => waiter.IsWoken));
        waiters[0].Look();
        waiters[0].FindNothing();
        Assert.Equal([false, true, false, false], waiters.Select(waiter => waiter.IsWoken));

        // Who takes something leaves the next one to see whether there is more.
        waiters[1].Look();
        waiters[1].Dispose();
        Assert.Equal([true, false], waiters[2..].Select(waiter => waiter.IsWoken));
        waiters[2].Look();
        waiters[2].FindNothing(forAnybody: true);
        Assert.Equal([false, false], waiters[2..].Select(waiter => waiter.IsWoken));
    }

    [Fact]
    public async Task Work_that_becomes_ready_later_is_offered_then_and_once()
    {
        Waiter first = Idle();
        Waiter second = Idle();
        DateTimeOffset soon = TimeProvider.System.GetUtcNow() + TimeSpan.FromMilliseconds(20);

        _offers.MakeLater(Place, "jobs", soon);
        _offers.MakeLater(Place, "jobs", soon);

        await first.Woken.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.False(second.IsWoken);
    }

    /// <summary>
    /// Many takers race over work that comes bit by bit. Each looks only when it was woken, so work that nobody is told of would stay.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task However_the_takers_race_no_work_stays(int seed)
    {
        const int Pieces = 2000;
        const int Takers = 32;
        int ready = 0;
        int taken = 0;
        Task[] takers = [.. Enumerable.Range(0, Takers).Select(number => Task.Run(() => TakeAsync(new Random((seed * 1000) + number))))];
        Random random = new(seed);
        for (int made = 0; made < Pieces;)
        {
            int pieces = Math.Min(random.Next(1, 5), Pieces - made);
            made += pieces;
            Interlocked.Add(ref ready, pieces);
            _offers.Make(Place, "jobs", pieces);
            await Task.Yield();
        }

        await Task.WhenAll(takers).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal((0, Pieces), (ready, taken));

        async Task TakeAsync(Random choice)
        {
            while (Volatile.Read(ref taken) < Pieces)
            {
                using WorkOffers<string>.Listener listener = _offers.Listen([Place], _ => true);
                while (true)
                {
                    Task offer = listener.NextOffer();
                    if (TryTake())
                    {
                        if (Interlocked.Increment(ref taken) == Pieces)
                        {
                            _offers.WakeAll(Place);
                        }

                        break;
                    }

                    listener.FoundNothing();
                    if (Volatile.Read(ref taken) == Pieces)
                    {
                        return;
                    }

                    await offer;
                    if (choice.Next(10) == 0)
                    {
                        // Gives up though it was woken; another one must hear of it.
                        break;
                    }
                }
            }
        }

        bool TryTake()
        {
            int before = Volatile.Read(ref ready);
            while (before > 0)
            {
                int seen = Interlocked.CompareExchange(ref ready, before - 1, before);
                if (seen == before)
                {
                    return true;
                }

                before = seen;
            }

            return false;
        }
    }

    private Waiter Idle(string place = Place, string suits = "jobs")
    {
        Waiter waiter = new(_offers, place, suits);
        waiter.Look();
        waiter.FindNothing();
        return waiter;
    }

    private sealed class Waiter : IDisposable
    {
        private readonly WorkOffers<string>.Listener _listener;

        public Waiter(WorkOffers<string> offers, string place, string suits)
        {
            Suits = suits;
            _listener = offers.Listen([place], offer => offer == Suits);
        }

        public string Suits { get; set; }

        public Task Woken { get; private set; } = Task.CompletedTask;

        public bool IsWoken => Woken.IsCompleted;

        public void Look() => Woken = _listener.NextOffer();

        public void FindNothing(bool forAnybody = false) => _listener.FoundNothing(forAnybody);

        public void Dispose() => _listener.Dispose();
    }
}
