namespace Kiln.Functions.Surfaces.Lynx.Studies;

/// <summary>What a run needs of the machine that it runs on.</summary>
/// <param name="Millicores">Thousandths of a processor core; 0 for no particular amount.</param>
/// <param name="MemoryBytes">Memory; 0 for no particular amount.</param>
/// <param name="Gpu">Whether it needs a graphics processor.</param>
internal sealed record ResourceRequest(long Millicores, long MemoryBytes, bool Gpu);
