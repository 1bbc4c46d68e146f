using System.Collections.Immutable;
using Kiln.Functions.Jobs.Types;
using Kiln.Lifecycle.Stages;

namespace Kiln.Functions.Jobs.Workers;

/// <summary>A job whose stages workers do was asked for.</summary>
/// <param name="Type">The kind of work.</param>
/// <param name="Stages">Its first stages.</param>
/// <param name="Sealed">False when more stages will come.</param>
internal sealed record WorkRequest(string Type, ImmutableArray<StagePlan> Stages, bool Sealed) : JobRequest(Type);
