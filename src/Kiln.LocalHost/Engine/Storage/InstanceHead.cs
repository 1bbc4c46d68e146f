using Kiln.LocalHost.DurableTask.Client;

namespace Kiln.LocalHost.Engine.Storage;

/// <summary>The few columns of an instance that commands decide on.</summary>
internal readonly record struct InstanceHead(long Key, string Name, OrchestrationRuntimeStatus Status, bool IsFinished);
