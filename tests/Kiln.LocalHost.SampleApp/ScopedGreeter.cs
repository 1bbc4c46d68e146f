namespace Kiln.LocalHost.SampleApp;

/// <summary>A service of which each invocation has its own.</summary>
public sealed class ScopedGreeter(Signals signals) : IDisposable
{
    public Guid Id { get; } = Guid.NewGuid();

    public string Greet(string name)
    {
        signals.Set($"greeted {name}");
        return $"Hello {name}";
    }

    public void Dispose() => signals.Set($"disposed {Id}");
}
