using System.Collections.Immutable;
using Kiln.Functions.Surfaces.Lynx.Studies;

namespace Kiln.Functions.Surfaces.Lynx.Batches;

/// <summary>A study that was read and found good.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Labels">Searchable words.</param>
/// <param name="Study">The study; its seed is null when the client named none.</param>
internal sealed record StudyRequest(string Name, ImmutableSortedDictionary<string, string> Labels, Study Study);
