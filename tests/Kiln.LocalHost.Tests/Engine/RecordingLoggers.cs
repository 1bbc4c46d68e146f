using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Kiln.LocalHost.Tests.Engine;

/// <summary>Loggers that keep what is written.</summary>
internal sealed class RecordingLoggers : ILoggerFactory
{
    private readonly ConcurrentQueue<(string Category, string Text)> _entries = new();

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => new Recorder(this, categoryName);

    public IReadOnlyList<string> Entries(string category) => [.. _entries.Where(entry => entry.Category == category).Select(entry => entry.Text)];

    public void Dispose()
    {
    }

    private sealed class Recorder(RecordingLoggers owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            owner._entries.Enqueue((category, formatter(state, exception)));
    }
}
