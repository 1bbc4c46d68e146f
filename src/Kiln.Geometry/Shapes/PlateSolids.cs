using Kiln.Geometry.Meshes;

namespace Kiln.Geometry.Shapes;

/// <summary>Closed flat parts with round holes, as machined ones are: centred on the Z axis, their middle plane in z = 0.</summary>
public static class PlateSolids
{
    /// <summary>A rectangular plate of square cells, each with a round hole through it.</summary>
    /// <param name="columns">Cells along X.</param>
    /// <param name="rows">Cells along Y.</param>
    /// <param name="cell">Edge of a cell.</param>
    /// <param name="holeRadius">Below half a cell.</param>
    /// <param name="thickness">Along Z.</param>
    /// <param name="segments">Sides of a hole; a multiple of 8.</param>
    public static SurfaceMesh PlateWithHoles(int columns, int rows, double cell, double holeRadius, double thickness, int segments)
    {
        if (segments < 8 || segments % 8 != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(segments), segments, "The sides of a hole must be a multiple of 8.");
        }

        var builder = new SurfaceBuilder();
        var shared = new Dictionary<(long X, long Y), (int Bottom, int Top)>();
        (int Bottom, int Top) Pair(double x, double y) =>
            (builder.Vertex(x, y, -thickness / 2), builder.Vertex(x, y, thickness / 2));

        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                double cx = (column + 0.5 - (columns / 2.0)) * cell;
                double cy = (row + 0.5 - (rows / 2.0)) * cell;
                var rim = new (int Bottom, int Top)[segments];
                var border = new (int Bottom, int Top)[segments];
                for (int i = 0; i < segments; i++)
                {
                    (double sin, double cos) = Math.SinCos(Math.Tau * i / segments);
                    rim[i] = Pair(cx + (holeRadius * cos), cy + (holeRadius * sin));
                    double reach = cell / 2 / Math.Max(Math.Abs(sin), Math.Abs(cos));
                    double x = cx + (reach * cos);
                    double y = cy + (reach * sin);
                    var key = ((long)Math.Round(x / cell * 1e6), (long)Math.Round(y / cell * 1e6));
                    if (!shared.TryGetValue(key, out border[i]))
                    {
                        shared.Add(key, border[i] = Pair(x, y));
                    }
                }

                for (int i = 0; i < segments; i++)
                {
                    int next = (i + 1) % segments;
                    builder.Quad(rim[i].Top, border[i].Top, border[next].Top, rim[next].Top);
                    builder.Quad(rim[next].Bottom, border[next].Bottom, border[i].Bottom, rim[i].Bottom);
                    builder.Quad(rim[next].Bottom, rim[i].Bottom, rim[i].Top, rim[next].Top);
                    if (IsOutside(i, segments, column, row, columns, rows))
                    {
                        builder.Quad(border[i].Bottom, border[next].Bottom, border[next].Top, border[i].Top);
                    }
                }
            }
        }

        return builder.Build();
    }

    /// <summary>A spur gear with straight flanks and a round bore.</summary>
    /// <param name="teeth">At least 3.</param>
    /// <param name="outerRadius">At the tips of the teeth.</param>
    /// <param name="rootRadius">Between the teeth.</param>
    /// <param name="boreRadius">Of the hole; below the root radius.</param>
    /// <param name="thickness">Along Z.</param>
    public static SurfaceMesh Gear(int teeth, double outerRadius, double rootRadius, double boreRadius, double thickness)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(teeth, 3);
        var builder = new SurfaceBuilder();
        ReadOnlySpan<double> turns = [0, 0.3, 0.4, 0.6, 0.7];
        int corners = teeth * turns.Length;
        int[][] loops = [new int[corners], new int[corners], new int[corners], new int[corners]];
        for (int tooth = 0; tooth < teeth; tooth++)
        {
            for (int corner = 0; corner < turns.Length; corner++)
            {
                (double sin, double cos) = Math.SinCos(Math.Tau * (tooth + turns[corner]) / teeth);
                double radius = corner is 2 or 3 ? outerRadius : rootRadius;
                int at = (tooth * turns.Length) + corner;
                loops[0][at] = builder.Vertex(boreRadius * cos, boreRadius * sin, thickness / 2);
                loops[1][at] = builder.Vertex(boreRadius * cos, boreRadius * sin, -thickness / 2);
                loops[2][at] = builder.Vertex(radius * cos, radius * sin, -thickness / 2);
                loops[3][at] = builder.Vertex(radius * cos, radius * sin, thickness / 2);
            }
        }

        for (int i = 0; i < loops.Length; i++)
        {
            builder.Bridge(loops[i], loops[(i + 1) % loops.Length]);
        }

        return builder.Build();
    }

    // Side i of a cell's border runs from angle i to i + 1 of the hole; sides are counted from the middle of the +X border.
    private static bool IsOutside(int i, int segments, int column, int row, int columns, int rows) =>
        (((i * 8 / segments) + 1) / 2 % 4) switch
        {
            0 => column == columns - 1,
            1 => row == rows - 1,
            2 => column == 0,
            _ => row == 0,
        };
}
