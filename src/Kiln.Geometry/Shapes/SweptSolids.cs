using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Shapes;

/// <summary>Closed solids whose parts follow a curve. Z is up.</summary>
public static class SweptSolids
{
    /// <summary>A coil of round wire about the Z axis with flat ends.</summary>
    /// <param name="coilRadius">From the axis to the middle of the wire.</param>
    /// <param name="wireRadius">Radius of the wire.</param>
    /// <param name="pitch">Rise in one turn; above the wire's diameter, or turns touch.</param>
    /// <param name="turns">Number of turns.</param>
    /// <param name="segments">Pieces in one turn.</param>
    /// <param name="sides">Sides of the wire.</param>
    public static SurfaceMesh Spring(double coilRadius, double wireRadius, double pitch, double turns, int segments, int sides)
    {
        var builder = new SurfaceBuilder();
        int steps = (int)Math.Ceiling(turns * segments);
        int[][] rings = new int[steps + 1][];
        for (int step = 0; step <= steps; step++)
        {
            double turn = turns * step / steps;
            (double sin, double cos) = Math.SinCos(Math.Tau * turn);
            var radial = new Vector3d(cos, sin, 0);
            Vector3d along = new Vector3d(-sin * coilRadius * Math.Tau, cos * coilRadius * Math.Tau, pitch).Normalized();
            Vector3d across = Vector3d.Cross(radial, along);
            Vector3d center = (radial * coilRadius) + new Vector3d(0, 0, pitch * turn);
            rings[step] = new int[sides];
            for (int side = 0; side < sides; side++)
            {
                (double s, double c) = Math.SinCos(Math.Tau * side / sides);
                rings[step][side] = builder.Vertex(center + (radial * (wireRadius * c)) - (across * (wireRadius * s)));
            }

            if (step == 0)
            {
                int[] loop = [.. rings[0]];
                Array.Reverse(loop);
                builder.Fan(loop, center);
            }
            else
            {
                builder.Bridge(rings[step - 1], rings[step]);
            }

            if (step == steps)
            {
                builder.Fan(rings[step], center);
            }
        }

        return builder.Build();
    }

    /// <summary>
    /// A cup with a handle as one closed surface of genus 1: standing on z = 0, open upwards, the handle towards +X. The handle
    /// grows out of the wall, it does not merely pass through it.
    /// </summary>
    /// <param name="radius">Outer radius of the cup.</param>
    /// <param name="height">Height of the cup.</param>
    /// <param name="thickness">Of wall and floor.</param>
    /// <param name="segments">Sides of the cup, at least 8.</param>
    public static SurfaceMesh Mug(double radius, double height, double thickness, int segments)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(segments, 8);
        var builder = new SurfaceBuilder();
        const int Rows = 8;
        int[][] outer = new int[Rows + 1][];
        for (int row = 0; row <= Rows; row++)
        {
            outer[row] = Circle(builder, radius, height * row / Rows, segments);
        }

        int[] rim = Circle(builder, radius - thickness, height, segments);
        int[] floor = Circle(builder, radius - thickness, thickness, segments);
        int[] below = [.. outer[0]];
        Array.Reverse(below);
        builder.Fan(below, Vector3d.Zero);
        const int Upper = 6;
        const int Lower = 1;
        for (int row = 0; row < Rows; row++)
        {
            for (int i = 0; i < segments; i++)
            {
                if (i != 0 || row is not (Upper or Lower))
                {
                    int next = (i + 1) % segments;
                    builder.Quad(outer[row][i], outer[row][next], outer[row + 1][next], outer[row + 1][i]);
                }
            }
        }

        builder.Bridge(outer[Rows], rim);
        builder.Bridge(rim, floor);
        builder.Fan(floor, new(0, 0, thickness));
        AddHandle(builder, outer, Upper, Lower, height * 0.3);
        return builder.Build();
    }

    private static void AddHandle(SurfaceBuilder builder, int[][] wall, int upper, int lower, double reach)
    {
        int[] from = [wall[upper][0], wall[upper][1], wall[upper + 1][1], wall[upper + 1][0]];
        int[] to = [wall[lower + 1][0], wall[lower + 1][1], wall[lower][1], wall[lower][0]];
        Vector3d start = Middle(builder, from);
        Vector3d end = Middle(builder, to);
        Vector3d center = (start + end) * 0.5;
        Vector3d out1 = new Vector3d(start.X, start.Y, 0).Normalized();
        Vector3d across = new(-out1.Y, out1.X, 0);
        double halfWidth = (builder[from[1]] - builder[from[0]]).Length / 2;
        double halfHeight = (builder[from[3]] - builder[from[0]]).Length / 2;
        const int Steps = 12;
        int[] last = from;
        for (int step = 1; step < Steps; step++)
        {
            (double sin, double cos) = Math.SinCos(Math.PI * step / Steps);
            Vector3d middle = center + (out1 * (reach * sin)) + new Vector3d(0, 0, (start.Z - center.Z) * cos);
            Vector3d up = (out1 * sin) + new Vector3d(0, 0, cos);
            int[] ring =
            [
                builder.Vertex(middle - (across * halfWidth) - (up * halfHeight)),
                builder.Vertex(middle + (across * halfWidth) - (up * halfHeight)),
                builder.Vertex(middle + (across * halfWidth) + (up * halfHeight)),
                builder.Vertex(middle - (across * halfWidth) + (up * halfHeight)),
            ];
            builder.Bridge(last, ring);
            last = ring;
        }

        builder.Bridge(last, to);
    }

    private static Vector3d Middle(SurfaceBuilder builder, int[] loop) =>
        (builder[loop[0]] + builder[loop[1]] + builder[loop[2]] + builder[loop[3]]) * 0.25;

    private static int[] Circle(SurfaceBuilder builder, double radius, double height, int segments)
    {
        int[] ring = new int[segments];
        for (int i = 0; i < segments; i++)
        {
            (double sin, double cos) = Math.SinCos(Math.Tau * i / segments);
            ring[i] = builder.Vertex(radius * cos, radius * sin, height);
        }

        return ring;
    }
}
