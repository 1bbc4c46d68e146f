namespace Kiln.Storage.Concurrency;

/// <summary>
/// Wakes those of this process who wait for work: for each offer as many as it can serve, of those whom it suits, the longest waiting
/// first. Processes do not hear each other, and nothing is kept for places where nobody waits.
/// </summary>
/// <remarks>
/// Whoever waits asks for the next offer first, then looks, then waits, so none falls between. An offer ends only when somebody whom it
/// suits has looked after it was made and found nothing; who takes something, or gives up, hands it on. So no work stays while somebody
/// waits for it, however the takers race, and one piece of work does not wake everybody.
/// </remarks>
/// <typeparam name="TOffer">What of a piece of work says whom it suits; equal values are the same offer when they are made for later.</typeparam>
public sealed class WorkOffers<TOffer>(TimeProvider time)
    where TOffer : notnull
{
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedList<Listener>> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Place, TOffer What, DateTimeOffset At), ITimer> _later = [];

    /// <summary>Begins to wait at places; ends when the listener is disposed of.</summary>
    /// <param name="places">Where offers may come from.</param>
    /// <param name="suits">Whether one could be served. Called under a lock: it must be quick and call nothing of this class.</param>
    public Listener Listen(IEnumerable<string> places, Func<TOffer, bool> suits)
    {
        ArgumentNullException.ThrowIfNull(places);
        Listener listener = new(this, suits);
        lock (_gate)
        {
            foreach (string place in places.Distinct(StringComparer.Ordinal))
            {
                if (!_places.TryGetValue(place, out LinkedList<Listener>? waiting))
                {
                    _places.Add(place, waiting = new LinkedList<Listener>());
                }

                listener.Places.Add((place, waiting.AddLast(listener)));
            }
        }

        return listener;
    }

    /// <summary>Offers work of one kind.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="what">What it is.</param>
    /// <param name="pieces">How many it can serve, or more.</param>
    public void Make(string place, TOffer what, int pieces = 1)
    {
        lock (_gate)
        {
            HandOut(new Offer(place, what), pieces);
        }
    }

    /// <summary>
    /// Offers a chance to take one piece of work of which nobody has looked yet what it is: one after the other looks, until somebody says
    /// that there is none (<see cref="Listener.FoundNothing"/>).
    /// </summary>
    public void MakeUnknown(string place)
    {
        lock (_gate)
        {
            HandOut(new Offer(place), 1);
        }
    }

    /// <summary>Offers work at the time when it becomes ready, if anybody waits at the place now. Again for the same: nothing changes.</summary>
    public void MakeLater(string place, TOffer what, DateTimeOffset at)
    {
        TimeSpan delay = at - time.GetUtcNow();
        delay = delay < ShortestDelay ? ShortestDelay : delay > LongestDelay ? LongestDelay : delay;
        (string, TOffer, DateTimeOffset) key = (place, what, at);
        lock (_gate)
        {
            if (_places.ContainsKey(place) && !_later.ContainsKey(key))
            {
                _later.Add(key, time.CreateTimer(_ => Come(key), null, delay, Timeout.InfiniteTimeSpan));
            }
        }
    }

    /// <summary>Makes everybody at a place look again, whatever suits them.</summary>
    public void WakeAll(string place)
    {
        lock (_gate)
        {
            foreach (Listener listener in _places.GetValueOrDefault(place) ?? [])
            {
                listener.Signal.TrySetResult();
            }
        }
    }

    private void Come((string Place, TOffer What, DateTimeOffset At) key)
    {
        lock (_gate)
        {
            if (_later.Remove(key, out ITimer? timer))
            {
                timer.Dispose();
            }

            HandOut(new Offer(key.Place, key.What), 1);
        }
    }

    /// <summary>To those who sit idle; to one who is looking only when there are not enough of them, for then it must look once more.</summary>
    private void HandOut(Offer offer, int pieces)
    {
        if (_places.TryGetValue(offer.Place, out LinkedList<Listener>? waiting))
        {
            pieces = HandOut(offer, pieces, waiting, toBusy: false);
            HandOut(offer, pieces, waiting, toBusy: true);
        }
    }

    private static int HandOut(Offer offer, int pieces, LinkedList<Listener> waiting, bool toBusy)
    {
        for (LinkedListNode<Listener>? node = waiting.First; node is not null && pieces > 0; node = node.Next)
        {
            Listener listener = node.Value;
            if (listener.IsBusy == toBusy && offer.Suits(listener) && offer.Asked.Add(listener))
            {
                listener.Heard.Add(offer);
                listener.Signal.TrySetResult();
                pieces--;
            }
        }

        return pieces;
    }

    /// <summary>One who waits for work.</summary>
    public sealed class Listener : IDisposable
    {
        private readonly WorkOffers<TOffer> _offers;

        // What it looks for at the moment: heard of before the look began.
        private readonly List<Offer> _sought = [];
        private bool _isLooking;

        internal Listener(WorkOffers<TOffer> offers, Func<TOffer, bool> suits) => (_offers, Suits) = (offers, suits);

        internal Func<TOffer, bool> Suits { get; }

        internal List<(string Place, LinkedListNode<Listener> Node)> Places { get; } = [];

        internal List<Offer> Heard { get; } = [];

        internal TaskCompletionSource Signal { get; private set; } = NewSignal();

        internal bool IsBusy => _isLooking || Heard.Count > 0;

        /// <summary>To be called before each look; completes when there is reason for another one.</summary>
        public Task NextOffer()
        {
            lock (_offers._gate)
            {
                _isLooking = true;
                _sought.AddRange(Heard);
                Heard.Clear();
                if (Signal.Task.IsCompleted)
                {
                    Signal = NewSignal();
                }

                return Signal.Task;
            }
        }

        /// <summary>Says that a look found nothing that this one could take; what it was looking for and does not suit it now is for others.</summary>
        /// <param name="forAnybody">True when no other could take anything either.</param>
        public void FoundNothing(bool forAnybody = false)
        {
            lock (_offers._gate)
            {
                _isLooking = false;
                Offer[] sought = [.. _sought];
                _sought.Clear();
                foreach (Offer offer in sought.Where(offer => !forAnybody && (offer.IsUnknown || !offer.Suits(this))))
                {
                    _offers.HandOut(offer, 1);
                }
            }
        }

        /// <summary>Ends the wait, and hands on what others may still have.</summary>
        public void Dispose()
        {
            lock (_offers._gate)
            {
                foreach ((string place, LinkedListNode<Listener> node) in Places)
                {
                    LinkedList<Listener> waiting = node.List!;
                    waiting.Remove(node);
                    if (waiting.Count == 0)
                    {
                        _offers._places.Remove(place);
                    }
                }

                Places.Clear();
                Offer[] open = [.. _sought, .. Heard];
                _sought.Clear();
                Heard.Clear();
                foreach (Offer offer in open)
                {
                    _offers.HandOut(offer, 1);
                }
            }
        }

        private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    internal sealed class Offer
    {
        private readonly TOffer? _what;

        public Offer(string place, TOffer what) => (Place, _what) = (place, what);

        public Offer(string place) => (Place, IsUnknown) = (place, true);

        public string Place { get; }

        public bool IsUnknown { get; }

        public HashSet<Listener> Asked { get; } = [];

        public bool Suits(Listener listener) => IsUnknown || listener.Suits(_what!);
    }
}
