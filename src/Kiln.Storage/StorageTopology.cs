namespace Kiln.Storage;

/// <summary>Who else works on the same storage.</summary>
/// <param name="IsSoleProcess">
/// True when this process is the only one, as on the local host, whose lock on the data directory sees to it: then unfinished work of
/// any other process is dead for certain.
/// </param>
public sealed record StorageTopology(bool IsSoleProcess);
