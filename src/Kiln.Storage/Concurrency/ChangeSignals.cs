namespace Kiln.Storage.Concurrency;

/// <summary>
/// Wakes those of this process who wait for something to change. A listener asks for the next change first, then reads, then waits: so
/// no change falls between. Processes do not hear each other. Nothing is kept for keys that nobody listens to.
/// </summary>
public sealed class ChangeSignals
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Channel> _channels = new(StringComparer.Ordinal);

    /// <summary>Begins to listen to a key; ends when the listener is disposed of.</summary>
    public Listener Listen(string key)
    {
        lock (_gate)
        {
            if (!_channels.TryGetValue(key, out Channel? channel))
            {
                channel = new Channel();
                _channels.Add(key, channel);
            }

            channel.Listeners++;
            return new Listener(this, key, channel);
        }
    }

    /// <summary>Reads until what is read will do, again at each change, and at the latest after a wait.</summary>
    /// <param name="key">What to listen to.</param>
    /// <param name="read">Reads what the key stands for.</param>
    /// <param name="willDo">Whether it will do.</param>
    /// <param name="wait">How long to wait.</param>
    /// <param name="otherProcessesInterval">How often to look at what other processes did; null where there are none.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was read last.</returns>
    public async Task<T> WaitAsync<T>(
        string key,
        Func<Task<T>> read,
        Func<T, bool> willDo,
        TimeSpan wait,
        TimeSpan? otherProcessesInterval,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(willDo);
        ArgumentNullException.ThrowIfNull(time);
        long started = time.GetTimestamp();
        using Listener listener = Listen(key);
        while (true)
        {
            Task changed = listener.NextChange();
            T found = await read();
            TimeSpan left = wait - time.GetElapsedTime(started);
            if (willDo(found) || left <= TimeSpan.Zero)
            {
                return found;
            }

            try
            {
                await changed.WaitAsync(otherProcessesInterval < left ? otherProcessesInterval.Value : left, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                // Time to look again: at what other processes did, or for the last time.
            }
        }
    }

    /// <summary>Says that what the key stands for has changed.</summary>
    public void Announce(string key)
    {
        TaskCompletionSource heard;
        lock (_gate)
        {
            if (!_channels.TryGetValue(key, out Channel? channel))
            {
                return;
            }

            heard = channel.Next;
            channel.Next = NewSignal();
        }

        heard.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>One who listens to a key.</summary>
    public sealed class Listener : IDisposable
    {
        private readonly ChangeSignals _signals;
        private readonly string _key;
        private readonly Channel _channel;
        private bool _ended;

        internal Listener(ChangeSignals signals, string key, Channel channel)
        {
            _signals = signals;
            _key = key;
            _channel = channel;
        }

        /// <summary>Completes at the next change after this call.</summary>
        public Task NextChange()
        {
            lock (_signals._gate)
            {
                return _channel.Next.Task;
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            lock (_signals._gate)
            {
                if (!_ended && --_channel.Listeners == 0)
                {
                    _signals._channels.Remove(_key);
                }

                _ended = true;
            }
        }
    }

    internal sealed class Channel
    {
        public int Listeners { get; set; }

        public TaskCompletionSource Next { get; set; } = NewSignal();
    }
}
