using Kiln.Geometry.Hulls;
using Kiln.Geometry.Mass;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Simplification;
using Kiln.Geometry.Spatial;

namespace Kiln.Geometry.Decomposition;

/// <summary>
/// Makes solids of surfaces that close nothing. Cells that the surfaces touch form a wall; what the outside cannot reach is solid
/// too, so gaps below a cell's size are closed and wide openings stay open. The cells' corners are then drawn most of the way to the
/// surface, which leaves a sheet a fraction of a cell thick. A lone flat, convex sheet becomes a slab.
/// </summary>
internal static class OpenSurfaces
{
    private const int CellsAlongLongestSide = 48;

    // The cells' sides are far more triangles than the shape needs. A fifth of the wall's own thickness may be lost.
    private const int MostTriangles = 3_000;
    private const double MostError = 0.05 / CellsAlongLongestSide;

    // Not the whole way: a sheet's two sides must not meet, or the solid has no volume to cut.
    private const double Pull = 0.8;

    // The sheet's area over that of its outline; the rim of the slab takes its part of the latter.
    private const double ConvexShare = 0.97;

    /// <summary>The solids, in an order that depends on the surfaces alone.</summary>
    /// <param name="surfaces">Open surfaces of one part.</param>
    /// <param name="parallel">How many threads may work.</param>
    public static List<Solid> ToSolids(IReadOnlyList<SurfaceMesh> surfaces, ParallelOptions parallel)
    {
        if (surfaces is [var only] && Slab(only) is { } slab)
        {
            return [slab];
        }

        SurfaceMesh all = Joined(surfaces);
        Vector3d size = all.Bounds.Size;
        double cell = Math.Max(size.X, Math.Max(size.Y, size.Z)) / CellsAlongLongestSide;
        if (!(cell > 0))
        {
            return [];
        }

        var tree = new TriangleBvh(all);
        var grid = new Grid(all.Bounds, cell);
        MarkWall(grid, tree, parallel);
        grid.MarkOutside();
        (Vector3d[] corners, int[] triangles) = grid.Boundary();
        Parallel.For(0, corners.Length, parallel, i =>
        {
            Vector3d nearest = tree.Closest(corners[i])?.Position ?? corners[i];
            corners[i] += (nearest - corners[i]) * Pull;
        });
        SurfaceMesh thinned = MeshSimplifier.Simplify(
            new SurfaceMesh(corners, triangles), new SimplificationOptions { TargetTriangles = MostTriangles, MaximumError = MostError }, parallel.CancellationToken);
        return SolidComponents.Split(new Solid(thinned.Vertices, thinned.Triangles, thinned.TriangleCount), leastVolume: 0);
    }

    // A flat, convex sheet needs no cells: its outline given a thickness keeps its corners.
    private static Solid? Slab(SurfaceMesh sheet)
    {
        ConvexHull hull = ConvexHull.Of(sheet.Vertices);
        bool isConvex = sheet.TriangleCount == 1 || ShellMass.Area(sheet) >= ConvexShare * ShellMass.Area(hull.ToSurface()) / 2;
        return hull.IsSlab && isConvex ? new Solid(hull.Vertices, hull.Triangles, hull.Triangles.Length / 3) : null;
    }

    private static SurfaceMesh Joined(IReadOnlyList<SurfaceMesh> surfaces)
    {
        var vertices = new List<Vector3d>();
        var triangles = new List<int>();
        foreach (SurfaceMesh surface in surfaces)
        {
            int first = vertices.Count;
            vertices.AddRange(surface.Vertices);
            triangles.AddRange(surface.Triangles.Select(index => index + first));
        }

        return new SurfaceMesh([.. vertices], [.. triangles]);
    }

    // Every cell that the surface passes through has its centre within half a cell's diagonal of it.
    private static void MarkWall(Grid grid, TriangleBvh tree, ParallelOptions parallel)
    {
        double reach = grid.Cell * Math.Sqrt(3) / 2;
        Parallel.For(0, grid.CountZ, parallel, k =>
        {
            for (int j = 0; j < grid.CountY; j++)
            {
                for (int i = 0; i < grid.CountX; i++)
                {
                    if (tree.IsWithin(grid.Center(i, j, k), reach))
                    {
                        grid.MarkWall(i, j, k);
                    }
                }
            }
        });
    }

    private sealed class Grid
    {
        private const byte Unknown = 0;
        private const byte Wall = 1;
        private const byte Outside = 2;

        private readonly Vector3d _origin;
        private readonly byte[] _cells;

        public Grid(Bounds3d bounds, double cell)
        {
            // Two cells of margin: one for the wall's reach, one for the outside to pass.
            Cell = cell;
            _origin = bounds.Min - new Vector3d(2 * cell, 2 * cell, 2 * cell);
            CountX = Cells(bounds.Size.X);
            CountY = Cells(bounds.Size.Y);
            CountZ = Cells(bounds.Size.Z);
            _cells = new byte[CountX * CountY * CountZ];
        }

        public double Cell { get; }

        public int CountX { get; }

        public int CountY { get; }

        public int CountZ { get; }

        public Vector3d Center(int i, int j, int k) => _origin + (new Vector3d(i + 0.5, j + 0.5, k + 0.5) * Cell);

        public void MarkWall(int i, int j, int k) => _cells[Index(i, j, k)] = Wall;

        public void MarkOutside()
        {
            var queue = new Queue<(int I, int J, int K)>();
            Visit(0, 0, 0);
            while (queue.TryDequeue(out (int I, int J, int K) at))
            {
                Visit(at.I - 1, at.J, at.K);
                Visit(at.I + 1, at.J, at.K);
                Visit(at.I, at.J - 1, at.K);
                Visit(at.I, at.J + 1, at.K);
                Visit(at.I, at.J, at.K - 1);
                Visit(at.I, at.J, at.K + 1);
            }

            void Visit(int i, int j, int k)
            {
                if (i >= 0 && j >= 0 && k >= 0 && i < CountX && j < CountY && k < CountZ && _cells[Index(i, j, k)] == Unknown)
                {
                    _cells[Index(i, j, k)] = Outside;
                    queue.Enqueue((i, j, k));
                }
            }
        }

        public (Vector3d[] Corners, int[] Triangles) Boundary()
        {
            var index = new Dictionary<(int, int, int), int>();
            var corners = new List<Vector3d>();
            var triangles = new List<int>();
            for (int k = 1; k < CountZ - 1; k++)
            {
                for (int j = 1; j < CountY - 1; j++)
                {
                    for (int i = 1; i < CountX - 1; i++)
                    {
                        if (!IsSolid(i, j, k))
                        {
                            continue;
                        }

                        AddSide(!IsSolid(i - 1, j, k), (i, j, k), (i, j, k + 1), (i, j + 1, k + 1), (i, j + 1, k));
                        AddSide(!IsSolid(i + 1, j, k), (i + 1, j, k), (i + 1, j + 1, k), (i + 1, j + 1, k + 1), (i + 1, j, k + 1));
                        AddSide(!IsSolid(i, j - 1, k), (i, j, k), (i + 1, j, k), (i + 1, j, k + 1), (i, j, k + 1));
                        AddSide(!IsSolid(i, j + 1, k), (i, j + 1, k), (i, j + 1, k + 1), (i + 1, j + 1, k + 1), (i + 1, j + 1, k));
                        AddSide(!IsSolid(i, j, k - 1), (i, j, k), (i, j + 1, k), (i + 1, j + 1, k), (i + 1, j, k));
                        AddSide(!IsSolid(i, j, k + 1), (i, j, k + 1), (i + 1, j, k + 1), (i + 1, j + 1, k + 1), (i, j + 1, k + 1));
                    }
                }
            }

            return ([.. corners], [.. triangles]);

            void AddSide(bool open, (int, int, int) a, (int, int, int) b, (int, int, int) c, (int, int, int) d)
            {
                if (open)
                {
                    (int ia, int ib, int ic, int id) = (Corner(a), Corner(b), Corner(c), Corner(d));
                    triangles.AddRange([ia, ib, ic, ia, ic, id]);
                }
            }

            int Corner((int I, int J, int K) at)
            {
                if (!index.TryGetValue(at, out int corner))
                {
                    corner = corners.Count;
                    index.Add(at, corner);
                    corners.Add(_origin + (new Vector3d(at.I, at.J, at.K) * Cell));
                }

                return corner;
            }
        }

        private int Cells(double length) => (int)Math.Ceiling(length / Cell) + 4;

        private bool IsSolid(int i, int j, int k) => _cells[Index(i, j, k)] != Outside;

        private int Index(int i, int j, int k) => i + (CountX * (j + (CountY * k)));
    }
}
