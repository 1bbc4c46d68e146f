using Kiln.Geometry.Hulls;
using Kiln.Geometry.Mass;
using Kiln.Geometry.Scenes;
using Kiln.SimReady.Assets;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Materials;

namespace Kiln.SimReady.Physics;

/// <summary>Puts the parts' masses together to one rigid body: masses add up, inertias by the parallel-axis theorem.</summary>
internal sealed class BodyPhysics(StepContext context, Scene scene, StepOutput output)
{
    // From exact to coarse; the body's method is its coarsest part's.
    private static readonly string[] Methods = ["exact", "capped", "voxel", "hull_union", "shell"];

    // A part that takes up less of its convex hull is modelled hollow already.
    private const double LeastSolidShare = 0.5;
    private const int MaxHullVertices = 256;

    // Aerogel and osmium, kilogram per cubic metre.
    private const double LightestMatter = 1;
    private const double DensestMatter = 22_600;

    private readonly ConversionParameters _parameters = context.Parameters;

    /// <summary>The body's physics.</summary>
    public PhysicsModel Model()
    {
        SolidParts solids = SolidParts.Of(scene, context.CancellationToken);
        context.Report(0.3);
        PartMass[] masses = PartMasses.Of(solids, context.CancellationToken);
        context.Report(0.8);
        MaterialChoice[] choices = [.. solids.All.Select((part, i) => Filled(Choose(part), part, masses[i]))];
        double volume = masses.Sum(mass => mass.Properties.Volume);
        double[] densities = [.. choices.Select(choice => _parameters.DensityKgM3 ?? (choice.Material.DensityKgM3 * choice.Fill))];
        double expected = masses.Zip(densities).Sum(part => part.First.Properties.Volume * part.Second);
        if (_parameters.MassKg is { } given)
        {
            densities = [.. densities.Select(density => density * given / expected)];
        }

        MassProperties total = MassProperties.Combined([.. masses.Zip(densities).Select(part => part.First.Properties.Scaled(part.Second))]);
        PrincipalInertia inertia = PrincipalInertia.Of(total.Inertia);
        PhysicsModel model = new()
        {
            // What the client gave is reported as given, not as the sum of its parts.
            MassKg = _parameters.MassKg ?? total.Volume,
            DensityKgM3 = _parameters.MassKg is null && _parameters.DensityKgM3 is { } density ? density : total.Volume / volume,
            ExpectedDensityKgM3 = expected / volume,
            VolumeM3 = volume,
            Fill = masses.Zip(choices).Sum(part => part.First.Properties.Volume * part.Second.Fill) / volume,
            MassMethod = _parameters.MassKg is not null ? "given" : ContractWord(Method(masses)),
            VolumeMethod = Method(masses),
            CenterOfMassM = [total.CenterOfMass.X, total.CenterOfMass.Y, total.CenterOfMass.Z],
            InertiaDiagonalKgM2 = [inertia.Diagonal.X, inertia.Diagonal.Y, inertia.Diagonal.Z],
            PrincipalAxesWxyz = [inertia.W, inertia.X, inertia.Y, inertia.Z],
            Parts = [.. solids.All.Select((part, i) => Part(part, masses[i], choices[i], densities[i]))],
            MainPart = Main(masses, choices),
        };
        WarnOfGuesses(model, masses.Max(mass => mass.CapShare));
        return model;
    }

    private static string Method(PartMass[] masses) => Methods[masses.Max(mass => Array.IndexOf(Methods, mass.Method))];

    // Clients know five words. Of a surface with covered holes the volume is an estimate, as from voxels.
    private static string ContractWord(string method) => method == "capped" ? "voxel" : method;

    private static int Main(PartMass[] masses, MaterialChoice[] choices)
    {
        string material = choices
            .Select((choice, i) => (choice.Material.Name, masses[i].Properties.Volume))
            .GroupBy(part => part.Name, part => part.Volume, StringComparer.Ordinal)
            .MaxBy(group => group.Sum())!.Key;
        return Array.FindIndex(choices, choice => choice.Material.Name == material);
    }

    private PartPhysics Part(PartSurface part, PartMass mass, MaterialChoice choice, double density)
    {
        double friction = _parameters.StaticFriction
            ?? Math.Max(choice.Material.StaticFriction, _parameters.DynamicFriction ?? 0);
        return new()
        {
            Name = part.Name,
            MassKg = mass.Properties.Volume * density,
            DensityKgM3 = density,
            VolumeM3 = mass.Properties.Volume,
            VolumeMethod = mass.Method,
            MaterialName = choice.Material.Name,
            MaterialSource = choice.Source,
            MaterialConfidence = choice.Confidence,
            Fill = choice.Fill,
            StaticFriction = friction,
            DynamicFriction = _parameters.DynamicFriction ?? Math.Min(choice.Material.DynamicFriction, friction),
            Restitution = _parameters.Restitution ?? choice.Material.Restitution,
        };
    }

    // A given density or mass is the client's own word on what is inside, and a shell's volume is all matter.
    private MaterialChoice Filled(MaterialChoice choice, PartSurface part, PartMass mass)
    {
        bool applies = choice.Fill < 1
            && _parameters is { DensityKgM3: null, MassKg: null }
            && mass.Method != "shell"
            && mass.Properties.Volume >= LeastSolidShare * ConvexHull.Of(part.Surface.Vertices, MaxHullVertices).Volume;
        return applies ? choice : choice with { Fill = 1 };
    }

    private MaterialChoice Choose(PartSurface part)
    {
        Material[] materials =
        [
            .. part.Primitives
                .Where(mesh => mesh.Material >= 0)
                .GroupBy(mesh => mesh.Material)
                .OrderByDescending(group => ShellMass.Area(PartSurface.Join(group)))
                .Select(group => scene.Materials[group.Key]),
        ];
        return MaterialChoice.Of(
            _parameters.Material,
            materials.Select(material => material.Name),
            part.Name,
            context.Source.Name,
            materials.Select(material => material.BaseColorTexture).OfType<TextureReference>().Select(texture => scene.Images[texture.Image].Name));
    }

    private void WarnOfGuesses(PhysicsModel model, double capShare)
    {
        if (_parameters.MassKg is not null && model.DensityKgM3 is < LightestMatter or > DensestMatter)
        {
            output.Warn(
                "MASS_IMPLAUSIBLE",
                FormattableString.Invariant($"The given mass makes a mean density of {model.DensityKgM3:g3} kg/m³, which no matter has."),
                "Check mass_kg and unit.");
        }

        if (model.Fill < 1)
        {
            output.Warn(
                "HOLLOW_ASSUMED",
                FormattableString.Invariant($"A material's name speaks of a hollow thing; {model.Fill:P0} of the volume was taken for matter."),
                "Give density_kg_m3 or mass_kg.");
        }

        if (model.VolumeMethod != "exact")
        {
            output.Warn(
                "NOT_WATERTIGHT",
                $"Some parts do not enclose a volume; mass and inertia were estimated ({model.VolumeMethod}).",
                "Close the mesh, or give mass_kg.");
        }

        if (capShare > 0)
        {
            output.Warn(
                "HOLES_COVERED",
                FormattableString.Invariant($"Holes of up to {capShare:P1} of a part's surface were covered to integrate its mass; the mesh keeps them."),
                "Close the mesh, or give mass_kg.");
        }

        int unknown = model.Parts.Count(part => part.MaterialSource == "default");
        if (unknown > 0 && _parameters.MassKg is null && _parameters.DensityKgM3 is null)
        {
            output.Warn(
                "MATERIAL_UNKNOWN",
                FormattableString.Invariant(
                    $"No name in the file tells the material of {unknown} of {model.Parts.Count} parts; density 1000 kg/m³ and moderate friction were assumed."),
                "Give material, density_kg_m3 or mass_kg.");
        }
    }
}
