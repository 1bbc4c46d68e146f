using Kiln.Geometry.Hulls;
using Kiln.Geometry.Mass;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Scenes;
using Kiln.SimReady.Assets;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Materials;

namespace Kiln.SimReady.Physics;

/// <summary>Puts the parts' masses together to one rigid body.</summary>
internal sealed class BodyPhysics(StepContext context, Scene scene, StepOutput output)
{
    // From exact to coarse; the body's method is its coarsest part's.
    private static readonly string[] Methods = ["exact", "voxel", "hull_union", "shell"];

    // A part that takes up less of its convex hull is modelled hollow already.
    private const double LeastSolidShare = 0.5;
    private const int MaxHullVertices = 256;

    private readonly ConversionParameters _parameters = context.Parameters;

    /// <summary>The body's physics.</summary>
    public PhysicsModel Model()
    {
        List<(PartMass Mass, MaterialChoice Choice)> bodies = [.. Bodies()];
        string method = Methods[bodies.Max(body => Array.IndexOf(Methods, body.Mass.Method))];
        double volume = bodies.Sum(body => body.Mass.Properties.Volume);

        // The body's surface material is that of its largest share of volume.
        MaterialChoice main = bodies
            .GroupBy(body => body.Choice.Material.Name, StringComparer.Ordinal)
            .Select(group => (Share: group.Sum(body => body.Mass.Properties.Volume), group.First().Choice))
            .MaxBy(group => group.Share).Choice;
        MassProperties total = MassProperties.Combined(
            [.. bodies.Select(body => body.Mass.Properties.Scaled(Density(body.Choice)))]);
        double fill = bodies.Sum(body => body.Mass.Properties.Volume * body.Choice.Fill) / volume;
        if (_parameters.MassKg is { } given)
        {
            total = total.Scaled(given / total.Volume);
        }

        PrincipalInertia inertia = PrincipalInertia.Of(total.Inertia);
        double friction = _parameters.StaticFriction
            ?? Math.Max(main.Material.StaticFriction, _parameters.DynamicFriction ?? 0);
        WarnOfGuesses(method, main, fill);
        return new()
        {
            MassKg = total.Volume,
            DensityKgM3 = total.Volume / volume,
            VolumeM3 = volume,
            Fill = fill,
            MassMethod = _parameters.MassKg is null ? method : "given",
            VolumeMethod = method,
            CenterOfMassM = [total.CenterOfMass.X, total.CenterOfMass.Y, total.CenterOfMass.Z],
            InertiaDiagonalKgM2 = [inertia.Diagonal.X, inertia.Diagonal.Y, inertia.Diagonal.Z],
            PrincipalAxesWxyz = [inertia.W, inertia.X, inertia.Y, inertia.Z],
            MaterialName = main.Material.Name,
            MaterialSource = main.Source,
            MaterialConfidence = main.Confidence,
            StaticFriction = friction,
            DynamicFriction = _parameters.DynamicFriction ?? Math.Min(main.Material.DynamicFriction, friction),
            Restitution = _parameters.Restitution ?? main.Material.Restitution,
        };
    }

    private IEnumerable<(PartMass Mass, MaterialChoice Choice)> Bodies()
    {
        SolidParts parts = SolidParts.Of(PartSurface.AllOf(scene), context.CancellationToken);
        foreach ((SurfaceMesh surface, PartSurface part) in parts.Solids)
        {
            context.Report(0.5);
            PartMass mass = PartMassEstimator.OfSolid(surface);
            yield return (mass, Filled(Choose(part), surface, mass));
        }

        foreach (PartSurface part in parts.Open)
        {
            context.Report(0.8);
            PartMass mass = PartMassEstimator.OfOpen(part.Surface, context.CancellationToken);
            yield return (mass, Filled(Choose(part), part.Surface, mass));
        }
    }

    private double Density(MaterialChoice choice) => _parameters.DensityKgM3 ?? (choice.Material.DensityKgM3 * choice.Fill);

    // A given density or mass is the client's own word on what is inside, and a shell's volume is all matter.
    private MaterialChoice Filled(MaterialChoice choice, SurfaceMesh surface, PartMass mass)
    {
        bool applies = choice.Fill < 1
            && _parameters is { DensityKgM3: null, MassKg: null }
            && mass.Method != "shell"
            && mass.Properties.Volume >= LeastSolidShare * ConvexHull.Of(surface.Vertices, MaxHullVertices).Volume;
        return applies ? choice : choice with { Fill = 1 };
    }

    private MaterialChoice Choose(PartSurface part) => MaterialChoice.Of(
        _parameters.Material,
        part.Primitives
            .Where(mesh => mesh.Material >= 0)
            .OrderByDescending(mesh => mesh.TriangleCount)
            .Select(mesh => scene.Materials[mesh.Material].Name),
        part.Name,
        context.Source.Name);

    private void WarnOfGuesses(string method, MaterialChoice main, double fill)
    {
        if (fill < 1)
        {
            output.Warn(
                "HOLLOW_ASSUMED",
                FormattableString.Invariant($"A material's name speaks of a hollow thing; {fill:P0} of the volume was taken for matter."),
                "Give density_kg_m3 or mass_kg.");
        }

        if (method != "exact")
        {
            output.Warn(
                "NOT_WATERTIGHT",
                $"Some parts do not enclose a volume; mass and inertia were estimated ({method}).",
                "Close the mesh, or give mass_kg.");
        }

        if (main.Source == "default" && _parameters.MassKg is null && _parameters.DensityKgM3 is null)
        {
            output.Warn(
                "MATERIAL_UNKNOWN",
                "No name in the file tells the material; density 1000 kg/m³ and moderate friction were assumed.",
                "Give material, density_kg_m3 or mass_kg.");
        }
    }
}
