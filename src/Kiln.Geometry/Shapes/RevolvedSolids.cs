using Kiln.Geometry.Meshes;

namespace Kiln.Geometry.Shapes;

/// <summary>
/// Closed solids of revolution about the Z axis (Z is up), triangles counter-clockwise from outside. Round things are prisms and
/// frusta of <c>segments</c> sides whose corners lie on the true surface.
/// </summary>
public static class RevolvedSolids
{
    /// <summary>
    /// Turns a profile about Z. The profile is a list of (radius, height) points that runs counter-clockwise in the (radius, height)
    /// plane, so that the solid is to its left; a point of radius 0 becomes one shared pole.
    /// </summary>
    /// <param name="profile">Profile points; radii not negative.</param>
    /// <param name="segments">Number of sides, at least 3.</param>
    /// <param name="closed">True when the last point is joined to the first (a torus); false when both ends lie on the axis.</param>
    public static SurfaceMesh Revolve(ReadOnlySpan<(double Radius, double Height)> profile, int segments, bool closed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(segments, 3);
        var builder = new SurfaceBuilder();
        int[][] rings = new int[profile.Length][];
        for (int i = 0; i < profile.Length; i++)
        {
            rings[i] = Ring(builder, profile[i].Radius, profile[i].Height, segments);
        }

        int bands = closed ? rings.Length : rings.Length - 1;
        for (int i = 0; i < bands; i++)
        {
            builder.Bridge(rings[i], rings[(i + 1) % rings.Length]);
        }

        return builder.Build();
    }

    /// <summary>A cylinder centred at the origin: height from −height/2 to height/2.</summary>
    public static SurfaceMesh Cylinder(double radius, double height, int segments) =>
        Revolve([(0, -height / 2), (radius, -height / 2), (radius, height / 2), (0, height / 2)], segments, closed: false);

    /// <summary>A cone whose base lies in z = 0 and whose tip is at z = height.</summary>
    public static SurfaceMesh Cone(double radius, double height, int segments) =>
        Revolve([(0, 0), (radius, 0), (0, height)], segments, closed: false);

    /// <summary>A torus centred at the origin, its axis along Z.</summary>
    /// <param name="majorRadius">From the axis to the middle of the tube.</param>
    /// <param name="minorRadius">Radius of the tube, below the major one.</param>
    /// <param name="segments">Sides around the axis.</param>
    /// <param name="sides">Sides around the tube.</param>
    public static SurfaceMesh Torus(double majorRadius, double minorRadius, int segments, int sides)
    {
        var profile = new (double, double)[sides];
        for (int i = 0; i < sides; i++)
        {
            (double sin, double cos) = Math.SinCos(Math.Tau * i / sides);
            profile[i] = (majorRadius + (minorRadius * cos), minorRadius * sin);
        }

        return Revolve(profile, segments, closed: true);
    }

    /// <summary>A sphere of meridians and parallels centred at the origin.</summary>
    /// <param name="radius">Radius.</param>
    /// <param name="segments">Number of meridians.</param>
    /// <param name="stacks">Bands from pole to pole, at least 2.</param>
    public static SurfaceMesh UvSphere(double radius, int segments, int stacks) => Capsule(radius, 0, segments, stacks);

    /// <summary>A capsule along Z centred at the origin: a cylinder of the given length with a half ball at each end.</summary>
    /// <param name="radius">Radius.</param>
    /// <param name="length">Length of the cylindrical part; 0 gives a sphere.</param>
    /// <param name="segments">Sides.</param>
    /// <param name="stacks">Bands of both half balls together, even when the length is not 0.</param>
    public static SurfaceMesh Capsule(double radius, double length, int segments, int stacks)
    {
        var profile = new List<(double, double)>();
        for (int i = 0; i <= stacks; i++)
        {
            (double sin, double cos) = Math.SinCos(Math.PI * i / stacks);
            double r = i == 0 || i == stacks ? 0 : radius * sin;
            double z = -radius * cos;
            if (length > 0 && 2 * i == stacks)
            {
                profile.Add((radius, -length / 2));
                profile.Add((radius, length / 2));
                continue;
            }

            profile.Add((r, z + (2 * i < stacks ? -length / 2 : length / 2)));
        }

        return Revolve([.. profile], segments, closed: false);
    }

    /// <summary>A pipe open at both ends, centred at the origin: one closed surface of genus 1.</summary>
    public static SurfaceMesh Tube(double outerRadius, double innerRadius, double height, int segments) =>
        Revolve(
            [(outerRadius, -height / 2), (outerRadius, height / 2), (innerRadius, height / 2), (innerRadius, -height / 2)],
            segments,
            closed: true);

    /// <summary>A half-ball bowl, open upwards, its rim in z = 0: the space between two concentric half spheres.</summary>
    /// <param name="radius">Outer radius.</param>
    /// <param name="thickness">Wall thickness, below the radius.</param>
    /// <param name="segments">Sides.</param>
    /// <param name="stacks">Bands from the bottom to the rim.</param>
    public static SurfaceMesh Bowl(double radius, double thickness, int segments, int stacks)
    {
        var profile = new List<(double, double)>();
        for (int i = 0; i <= stacks; i++)
        {
            (double sin, double cos) = Math.SinCos(Math.PI / 2 * i / stacks);
            profile.Add(i == 0 ? (0, -radius) : (radius * sin, i == stacks ? 0 : -radius * cos));
        }

        double inner = radius - thickness;
        for (int i = stacks; i >= 0; i--)
        {
            (double sin, double cos) = Math.SinCos(Math.PI / 2 * i / stacks);
            profile.Add(i == 0 ? (0, -inner) : (inner * sin, i == stacks ? 0 : -inner * cos));
        }

        return Revolve([.. profile], segments, closed: false);
    }

    private static int[] Ring(SurfaceBuilder builder, double radius, double height, int segments)
    {
        int[] ring = new int[segments];
        if (radius == 0)
        {
            Array.Fill(ring, builder.Vertex(0, 0, height));
            return ring;
        }

        for (int i = 0; i < segments; i++)
        {
            (double sin, double cos) = Math.SinCos(Math.Tau * i / segments);
            ring[i] = builder.Vertex(radius * cos, radius * sin, height);
        }

        return ring;
    }
}
