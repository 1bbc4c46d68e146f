namespace Kiln.Cli.Service;

/// <summary>The log file of an embedded service; its last lines are kept for the message when the start fails.</summary>
internal sealed class ServiceLog(string path) : IDisposable
{
    private const int KeptLines = 15;

    private readonly Lock _lock = new();
    private readonly Queue<string> _tail = new(KeptLines);
    private readonly StreamWriter _writer = new(
        path, new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite }) { AutoFlush = true };

    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>The last lines written by this process.</summary>
    public string Tail
    {
        get
        {
            lock (_lock)
            {
                return string.Join('\n', _tail);
            }
        }
    }

    /// <summary>Adds a line; null, the end of a stream, is no line.</summary>
    public void Write(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lock)
        {
            if (_tail.Count == KeptLines)
            {
                _tail.Dequeue();
            }

            _tail.Enqueue(line);
            _writer.WriteLine(line);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _writer.Dispose();
        }
    }
}
