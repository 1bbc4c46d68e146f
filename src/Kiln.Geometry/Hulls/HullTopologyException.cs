namespace Kiln.Geometry.Hulls;

/// <summary>Rounding has broken the topology of a hull under construction; the caller starts again with a larger tolerance.</summary>
internal sealed class HullTopologyException(string message) : Exception(message);
