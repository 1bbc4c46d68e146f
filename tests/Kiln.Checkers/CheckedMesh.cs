namespace Kiln.Checkers;

/// <summary>A mesh as the checkers take it.</summary>
/// <param name="Positions">x, y, z of each vertex.</param>
/// <param name="Triangles">Three vertex indices per triangle.</param>
public sealed record CheckedMesh(IReadOnlyList<double> Positions, IReadOnlyList<int> Triangles);
