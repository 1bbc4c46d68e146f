namespace Kiln.LocalHost.Tests.Storage;

/// <summary>The real time, moved by as much as a test says.</summary>
internal sealed class SettableTime : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
}
