using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Remeshing;

/// <summary>
/// The surface between the inside and the outside samples of a grid. Each cell is cut into the six tetrahedra along its diagonal (H. Kuhn's
/// subdivision), which neighbours cut alike: unlike marching cubes there is no ambiguous case, so the surface is always closed and
/// manifold.
/// </summary>
internal sealed class MarchingTetrahedra
{
    // The corners of a cell are numbered by bits: 1 for X, 2 for Y, 4 for Z. Every tetrahedron goes from 0 to 7 along the three axes in one
    // of six orders; odd orders are mirrored and listed with two corners swapped, so that all have the same handedness.
    private static readonly int[][] Tetrahedra =
    [
        [0, 1, 3, 7], [0, 2, 6, 7], [0, 4, 5, 7], [0, 3, 2, 7], [0, 6, 4, 7], [0, 5, 1, 7],
    ];

    private readonly WindingGrid _grid;
    private readonly Func<Vector3d, Vector3d, double?> _crossing;
    private readonly Dictionary<(int, int), int> _vertexOfEdge = [];
    private readonly List<Vector3d> _vertices = [];
    private readonly List<int> _triangles = [];

    private MarchingTetrahedra(WindingGrid grid, Func<Vector3d, Vector3d, double?> crossing)
    {
        _grid = grid;
        _crossing = crossing;
    }

    /// <summary>Extracts the surface.</summary>
    /// <param name="grid">The samples; its rim must be outside.</param>
    /// <param name="crossing">The share of the way from one sample to another at which the true surface is met, or null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static SurfaceMesh Extract(
        WindingGrid grid, Func<Vector3d, Vector3d, double?> crossing, CancellationToken cancellationToken)
    {
        var march = new MarchingTetrahedra(grid, crossing);
        for (int z = 0; z < grid.SizeZ - 1; z++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int y = 0; y < grid.SizeY - 1; y++)
            {
                for (int x = 0; x < grid.SizeX - 1; x++)
                {
                    march.Cell(x, y, z);
                }
            }
        }

        return new([.. march._vertices], [.. march._triangles]);
    }

    private void Cell(int x, int y, int z)
    {
        Span<int> corners = stackalloc int[8];
        int inside = 0;
        for (int c = 0; c < 8; c++)
        {
            corners[c] = _grid.Index(x + (c & 1), y + (c >> 1 & 1), z + (c >> 2));
            inside += IsInside(corners[c]) ? 1 : 0;
        }

        if (inside is 0 or 8)
        {
            return;
        }

        foreach (int[] tetrahedron in Tetrahedra)
        {
            Tetrahedron(corners[tetrahedron[0]], corners[tetrahedron[1]], corners[tetrahedron[2]], corners[tetrahedron[3]]);
        }
    }

    // Even permutations bring the odd corner out, or the two inside ones, to the front; then two cases remain.
    private void Tetrahedron(int a, int b, int c, int d)
    {
        int mask = (IsInside(a) ? 1 : 0) | (IsInside(b) ? 2 : 0) | (IsInside(c) ? 4 : 0) | (IsInside(d) ? 8 : 0);
        switch (mask)
        {
            case 1: Cap(a, b, c, d, lone: true); break;
            case 2: Cap(b, a, d, c, lone: true); break;
            case 4: Cap(c, d, a, b, lone: true); break;
            case 8: Cap(d, c, b, a, lone: true); break;
            case 14: Cap(a, b, c, d, lone: false); break;
            case 13: Cap(b, a, d, c, lone: false); break;
            case 11: Cap(c, d, a, b, lone: false); break;
            case 7: Cap(d, c, b, a, lone: false); break;
            case 3: Band(a, b, c, d); break;
            case 5: Band(a, c, d, b); break;
            case 9: Band(a, d, b, c); break;
            case 6: Band(b, c, a, d); break;
            case 10: Band(b, d, c, a); break;
            case 12: Band(c, d, a, b); break;
            default: break;
        }
    }

    private void Cap(int apex, int b, int c, int d, bool lone)
    {
        (int ab, int ac, int ad) = (Vertex(apex, b), Vertex(apex, c), Vertex(apex, d));
        Add(ab, lone ? ac : ad, lone ? ad : ac);
    }

    // a and b are inside, c and d outside.
    private void Band(int a, int b, int c, int d)
    {
        (int ac, int ad, int bc, int bd) = (Vertex(a, c), Vertex(a, d), Vertex(b, c), Vertex(b, d));
        Add(ac, ad, bd);
        Add(ac, bd, bc);
    }

    private void Add(int a, int b, int c)
    {
        _triangles.Add(a);
        _triangles.Add(b);
        _triangles.Add(c);
    }

    private int Vertex(int from, int to)
    {
        (int, int) key = from < to ? (from, to) : (to, from);
        if (!_vertexOfEdge.TryGetValue(key, out int vertex))
        {
            // Off the samples themselves, so that vertices of different edges never meet.
            const double Least = 0.02;
            (Vector3d start, Vector3d end) = (Point(key.Item1), Point(key.Item2));
            double share = Math.Clamp(_crossing(start, end) ?? Interpolated(key.Item1, key.Item2), Least, 1 - Least);
            vertex = _vertices.Count;
            _vertices.Add(start + ((end - start) * share));
            _vertexOfEdge.Add(key, vertex);
        }

        return vertex;
    }

    private double Interpolated(int from, int to) =>
        (WindingGrid.Threshold - _grid.Values[from]) / (double)(_grid.Values[to] - _grid.Values[from]);

    private bool IsInside(int index) => _grid.Values[index] >= WindingGrid.Threshold;

    private Vector3d Point(int index) =>
        _grid.Point(index % _grid.SizeX, index / _grid.SizeX % _grid.SizeY, index / (_grid.SizeX * _grid.SizeY));
}
