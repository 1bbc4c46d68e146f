using Kiln.LocalHost.Engine.History;

namespace Kiln.LocalHost.Engine.Replay;

/// <summary>An execution that ended to begin anew.</summary>
/// <param name="Input">Input of the next execution.</param>
/// <param name="Carried">Events that nobody took and that go over, oldest first.</param>
internal sealed record ContinuedAsNew(string? Input, IReadOnlyList<EventRaised> Carried);
