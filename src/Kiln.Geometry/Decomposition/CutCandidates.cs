using Kiln.Geometry.Mass;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Decomposition;

/// <summary>The planes worth trying on a solid: grids along the frame's and the principal axes, and planes of its concave edges.</summary>
internal static class CutCandidates
{
    /// <summary>Offsets along one direction, rising; those made from concave edges are listed again, heaviest first.</summary>
    public readonly record struct Family(Vector3d Normal, double[] Offsets, double[] FeatureOffsets);

    private const int FeatureFamilies = 6;
    private const int FeaturesPerFamily = 8;

    private static readonly Vector3d[] Axes = [new(1, 0, 0), new(0, 1, 0), new(0, 0, 1)];

    /// <summary>The full set.</summary>
    /// <param name="solid">What is to be cut.</param>
    /// <param name="perAxis">Evenly spaced planes per direction.</param>
    /// <param name="tolerance">Planes nearer to each other or to the solid's ends than this are one.</param>
    public static List<Family> Of(Solid solid, int perAxis, double tolerance)
    {
        List<(Vector3d Normal, List<double> Offsets)> features = ConcaveEdges.Planes(solid, FeatureFamilies, FeaturesPerFamily);
        var directions = new List<Vector3d>(Axes);
        Affine3d principal = PrincipalAxes(solid);
        foreach (Vector3d axis in (ReadOnlySpan<Vector3d>)[principal.X, principal.Y, principal.Z])
        {
            AddDirection(directions, axis);
        }

        var families = new List<Family>();
        foreach (Vector3d direction in directions)
        {
            int match = features.FindIndex(feature => AreParallel(feature.Normal, direction));
            List<double> own = [];
            if (match >= 0)
            {
                double sign = Math.Sign(Vector3d.Dot(features[match].Normal, direction));
                own = features[match].Offsets.ConvertAll(offset => offset * sign);
                features.RemoveAt(match);
            }

            families.Add(Make(solid, direction, perAxis, own, tolerance));
        }

        foreach ((Vector3d normal, List<double> offsets) in features)
        {
            families.Add(Make(solid, normal, perAxis: 0, offsets, tolerance));
        }

        return families;
    }

    /// <summary>Only evenly spaced planes along the frame's axes: for looking ahead.</summary>
    public static List<Family> Coarse(Solid solid, int perAxis, double tolerance)
    {
        var families = new List<Family>(3);
        foreach (Vector3d axis in Axes)
        {
            families.Add(Make(solid, axis, perAxis, [], tolerance));
        }

        return families;
    }

    /// <summary>Where the solid begins and ends along a direction.</summary>
    public static (double Low, double High) Range(Solid solid, Vector3d direction)
    {
        (double low, double high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (Vector3d vertex in solid.Vertices)
        {
            double along = Vector3d.Dot(direction, vertex);
            (low, high) = (Math.Min(low, along), Math.Max(high, along));
        }

        return (low, high);
    }

    private static Family Make(Solid solid, Vector3d normal, int perAxis, List<double> features, double tolerance)
    {
        (double low, double high) = Range(solid, normal);
        double margin = Math.Max(tolerance, 1e-3 * (high - low));
        features.RemoveAll(offset => offset < low + margin || offset > high - margin);
        var offsets = new List<double>(features);
        for (int k = 1; k <= perAxis; k++)
        {
            double offset = low + ((high - low) * k / (perAxis + 1));
            if (!features.Exists(feature => Math.Abs(feature - offset) < margin) && high - low > 4 * margin)
            {
                offsets.Add(offset);
            }
        }

        offsets.Sort();
        return new Family(normal, [.. offsets], [.. features]);
    }

    private static void AddDirection(List<Vector3d> directions, Vector3d direction)
    {
        if (!directions.Exists(known => AreParallel(known, direction)))
        {
            directions.Add(direction);
        }
    }

    private static bool AreParallel(Vector3d a, Vector3d b) => Math.Abs(Vector3d.Dot(a, b)) > 1 - 1e-7;

    private static Affine3d PrincipalAxes(Solid solid)
    {
        Vector3d center = solid.Bounds.Center;
        double weight = 0;
        Vector3d mean = Vector3d.Zero;
        SymmetricTensor3d second = default;
        for (int t = 0; t < solid.Triangles.Length; t += 3)
        {
            Vector3d a = solid.Vertices[solid.Triangles[t]] - center;
            Vector3d b = solid.Vertices[solid.Triangles[t + 1]] - center;
            Vector3d c = solid.Vertices[solid.Triangles[t + 2]] - center;
            double area = Vector3d.Cross(b - a, c - a).Length;
            Vector3d m = (a + b + c) / 3;
            weight += area;
            mean += m * area;
            second += new SymmetricTensor3d(m.X * m.X, m.Y * m.Y, m.Z * m.Z, m.X * m.Y, m.X * m.Z, m.Y * m.Z) * area;
        }

        if (!(weight > 0))
        {
            return Affine3d.Identity;
        }

        mean /= weight;
        second = (second * (1 / weight))
            - new SymmetricTensor3d(mean.X * mean.X, mean.Y * mean.Y, mean.Z * mean.Z, mean.X * mean.Y, mean.X * mean.Z, mean.Y * mean.Z);
        return JacobiEigenvectors.Of(second);
    }
}
