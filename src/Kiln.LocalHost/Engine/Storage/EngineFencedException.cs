namespace Kiln.LocalHost.Engine.Storage;

/// <summary>Another process writes this task hub now.</summary>
#pragma warning disable CA1032, CA1064 // Made and caught by the engine only.
internal sealed class EngineFencedException(string message) : Exception(message);
#pragma warning restore CA1032, CA1064
