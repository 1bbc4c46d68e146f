using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Shapes;

/// <summary>
/// Closed solids with faces along the axes, made of the cells of a grid whose lines need not be evenly spaced. Z is up; unless said
/// otherwise a solid stands with a corner of its bounding box at the origin.
/// </summary>
public static class CellSolids
{
    /// <summary>The outside of a set of cells; vertices are shared, so cells that touch only along an edge make it non-manifold.</summary>
    /// <param name="x">Ascending grid lines along X; n lines bound n − 1 cells.</param>
    /// <param name="y">Ascending grid lines along Y.</param>
    /// <param name="z">Ascending grid lines along Z.</param>
    /// <param name="filled">Whether the cell with the given indices along X, Y and Z is solid.</param>
    public static SurfaceMesh FromCells(double[] x, double[] y, double[] z, Func<int, int, int, bool> filled)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(z);
        ArgumentNullException.ThrowIfNull(filled);
        var builder = new SurfaceBuilder();
        int[] corners = new int[x.Length * y.Length * z.Length];
        Array.Fill(corners, -1);
        int Corner(int i, int j, int k)
        {
            ref int corner = ref corners[(((k * y.Length) + j) * x.Length) + i];
            return corner >= 0 ? corner : corner = builder.Vertex(x[i], y[j], z[k]);
        }

        bool Solid(int i, int j, int k) =>
            i >= 0 && j >= 0 && k >= 0 && i < x.Length - 1 && j < y.Length - 1 && k < z.Length - 1 && filled(i, j, k);

        for (int k = 0; k < z.Length - 1; k++)
        {
            for (int j = 0; j < y.Length - 1; j++)
            {
                for (int i = 0; i < x.Length - 1; i++)
                {
                    if (filled(i, j, k))
                    {
                        AddFaces(builder, Corner, Solid, i, j, k);
                    }
                }
            }
        }

        return builder.Build();
    }

    /// <summary>A box centred at the origin.</summary>
    public static SurfaceMesh Box(double sizeX, double sizeY, double sizeZ) => FromCells(
        [-sizeX / 2, sizeX / 2], [-sizeY / 2, sizeY / 2], [-sizeZ / 2, sizeZ / 2], (_, _, _) => true);

    /// <summary>A box with a box-shaped cavity, centred at the origin: two surfaces, the inner one facing inwards.</summary>
    public static SurfaceMesh HollowBox(Vector3d size, double thickness) =>
        FromCells(Wall(size.X, thickness), Wall(size.Y, thickness), Wall(size.Z, thickness), (i, j, k) => i != 1 || j != 1 || k != 1);

    /// <summary>Boxes inside one another with air between them, centred at the origin: solid, cavity, solid, cavity ….</summary>
    /// <param name="size">Edge of the outermost cube.</param>
    /// <param name="shells">Number of surfaces, at least 1.</param>
    public static SurfaceMesh NestedShells(double size, int shells)
    {
        double[] lines = new double[shells * 2];
        for (int i = 0; i < shells; i++)
        {
            double half = size / 2 * (shells - i) / shells;
            lines[i] = -half;
            lines[^(i + 1)] = half;
        }

        int cells = lines.Length - 1;
        int Depth(int i) => Math.Min(i, cells - 1 - i);
        return FromCells(lines, lines, lines, (i, j, k) => Math.Min(Depth(i), Math.Min(Depth(j), Depth(k))) % 2 == 0);
    }

    /// <summary>A box without its lid: an open container with walls of the given thickness, standing on z = 0.</summary>
    public static SurfaceMesh OpenContainer(Vector3d size, double thickness) => FromCells(
        Wall(size.X, thickness), Wall(size.Y, thickness), [0, thickness, size.Z], (i, j, k) => i != 1 || j != 1 || k == 0);

    /// <summary>An L of square cells, 2 wide and 3 high, one cell deep.</summary>
    public static SurfaceMesh LShape(double cell) => Drawn(cell, "X ", "X ", "XX");

    /// <summary>A T of square cells, 3 wide and 3 high, one cell deep.</summary>
    public static SurfaceMesh TShape(double cell) => Drawn(cell, "XXX", " X ", " X ");

    /// <summary>A U of square cells, 3 wide and 3 high, one cell deep.</summary>
    public static SurfaceMesh UShape(double cell) => Drawn(cell, "X X", "X X", "XXX");

    /// <summary>A cross of square cells, 3 wide and 3 high, one cell deep.</summary>
    public static SurfaceMesh Cross(double cell) => Drawn(cell, " X ", "XXX", " X ");

    /// <summary>A picture frame of square cells, 3 wide and 3 high, one cell deep: genus 1.</summary>
    public static SurfaceMesh Frame(double cell) => Drawn(cell, "XXX", "X X", "XXX");

    /// <summary>Steps that rise along X; each step is as long as it is high.</summary>
    public static SurfaceMesh Staircase(int steps, double rise, double width) =>
        FromCells(Lines(steps, rise), [0, width], Lines(steps, rise), (i, _, k) => k <= i);

    /// <summary>A table with four square legs.</summary>
    /// <param name="size">Outer size.</param>
    /// <param name="thickness">Of the top and of the legs.</param>
    public static SurfaceMesh Table(Vector3d size, double thickness) => FromCells(
        Wall(size.X, thickness), Wall(size.Y, thickness), [0, size.Z - thickness, size.Z], (i, j, k) => k == 1 || (i != 1 && j != 1));

    /// <summary>A Menger sponge: a cube with square tunnels along the three axes, repeated in its parts.</summary>
    /// <param name="size">Edge of the cube.</param>
    /// <param name="level">1 or more; the grid has 3ⁿ cells per edge.</param>
    public static SurfaceMesh Sponge(double size, int level)
    {
        int cells = (int)Math.Pow(3, level);
        double[] lines = Lines(cells, size / cells);
        return FromCells(lines, lines, lines, (i, j, k) =>
        {
            for (int n = 0; n < level; n++, i /= 3, j /= 3, k /= 3)
            {
                if ((i % 3 == 1 ? 1 : 0) + (j % 3 == 1 ? 1 : 0) + (k % 3 == 1 ? 1 : 0) >= 2)
                {
                    return false;
                }
            }

            return true;
        });
    }

    private static SurfaceMesh Drawn(double cell, params string[] rows) => FromCells(
        Lines(rows[0].Length, cell), [0, cell], Lines(rows.Length, cell), (i, _, k) => rows[rows.Length - 1 - k][i] == 'X');

    private static double[] Lines(int cells, double spacing) => [.. Enumerable.Range(0, cells + 1).Select(i => i * spacing)];

    private static double[] Wall(double size, double thickness) =>
        [-size / 2, (-size / 2) + thickness, (size / 2) - thickness, size / 2];

    private static void AddFaces(
        SurfaceBuilder builder, Func<int, int, int, int> at, Func<int, int, int, bool> solid, int i, int j, int k)
    {
        if (!solid(i - 1, j, k))
        {
            builder.Quad(at(i, j, k), at(i, j, k + 1), at(i, j + 1, k + 1), at(i, j + 1, k));
        }

        if (!solid(i + 1, j, k))
        {
            builder.Quad(at(i + 1, j, k), at(i + 1, j + 1, k), at(i + 1, j + 1, k + 1), at(i + 1, j, k + 1));
        }

        if (!solid(i, j - 1, k))
        {
            builder.Quad(at(i, j, k), at(i + 1, j, k), at(i + 1, j, k + 1), at(i, j, k + 1));
        }

        if (!solid(i, j + 1, k))
        {
            builder.Quad(at(i, j + 1, k), at(i, j + 1, k + 1), at(i + 1, j + 1, k + 1), at(i + 1, j + 1, k));
        }

        if (!solid(i, j, k - 1))
        {
            builder.Quad(at(i, j, k), at(i, j + 1, k), at(i + 1, j + 1, k), at(i + 1, j, k));
        }

        if (!solid(i, j, k + 1))
        {
            builder.Quad(at(i, j, k + 1), at(i + 1, j, k + 1), at(i + 1, j + 1, k + 1), at(i, j + 1, k + 1));
        }
    }
}
