namespace Kiln.Functions.Events;

/// <summary>How a log stands.</summary>
/// <param name="LastSequence">Sequence of its newest event; 0 for none.</param>
/// <param name="HasEnded">Whether what it is of has ended, so that nothing follows for now.</param>
internal readonly record struct LogState(long LastSequence, bool HasEnded);
