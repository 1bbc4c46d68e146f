using Kiln.Geometry;
using Kiln.Geometry.Scenes;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Materials;
using Kiln.SimReady.Physics;
using Kiln.SimReady.Scenes;

namespace Kiln.SimReady.Pipeline;

/// <summary>Decides materials, and integrates mass, centre of mass and inertia over all parts.</summary>
internal sealed class PhysicsStep() : ConversionStep(ConversionPhase.Pipeline, "physics", ArtifactNames.CleanGlb)
{
    // MuJoCo refuses moving bodies whose mass or moments are not above this (mjMINVAL).
    private const double SmallestMass = 1e-15;

    internal override StepOutput Execute(StepContext context)
    {
        Scene scene = SceneFile.Read(context, ArtifactNames.CleanGlb);
        context.Report(0.2);
        StepOutput output = new();
        PhysicsModel model = new BodyPhysics(context, scene, output).Model();
        if (model.MassKg <= SmallestMass || model.InertiaDiagonalKgM2.Min() <= SmallestMass)
        {
            throw new InvalidModelException(
                "The model is too small to simulate: its mass or a moment of inertia is below 1e-15. "
                + "Was the unit right? Give 'unit', or a larger 'mass_kg'");
        }

        output.AddJson(ArtifactNames.Physics, model);
        output.Report["mass_kg"] = model.MassKg;
        output.Report["density_kg_m3"] = model.DensityKgM3;
        output.Report["volume_m3"] = model.VolumeM3;
        output.Report["mass_method"] = model.MassMethod;
        output.Report["volume_method"] = model.VolumeMethod;
        output.Report["center_of_mass_m"] = ReportJson.Node(model.CenterOfMassM);
        output.Report["inertia_diagonal_kg_m2"] = ReportJson.Node(model.InertiaDiagonalKgM2);
        output.Report["principal_axes_wxyz"] = ReportJson.Node(model.PrincipalAxesWxyz);
        output.Report["material"] = ReportJson.Node(Material(model.Main, model.Fill));
        output.Report["friction"] = ReportJson.Node(Friction(model.Main));
        output.Report["restitution"] = model.Main.Restitution;
        output.Report["physics_sources"] = ReportJson.Node(Sources(model.Main, context.Parameters));
        output.Report["parts"] = ReportJson.Node(model.Parts.Select(part => new
        {
            part.Name,
            part.MassKg,
            part.DensityKgM3,
            part.VolumeM3,
            part.VolumeMethod,
            Material = Material(part, part.Fill),
            Friction = Friction(part),
            part.Restitution,
            Sources = Sources(part, context.Parameters),
        }));
        return output;
    }

    private static object Material(PartPhysics part, double fill) =>
        new { Name = part.MaterialName, Source = part.MaterialSource, Confidence = part.MaterialConfidence, Fill = fill };

    private static object Friction(PartPhysics part) => new { Static = part.StaticFriction, Dynamic = part.DynamicFriction };

    // Where each value comes from, and how sure it is.
    private static object Sources(PartPhysics part, ConversionParameters parameters)
    {
        PhysicalMaterial material = PhysicalMaterialTable.Get(part.MaterialName);
        object Of(double? given, string basis) => given is null
            ? new { Source = $"material ({part.MaterialSource})", Confidence = part.MaterialConfidence, Basis = basis }
            : new { Source = "given", Confidence = 1.0, Basis = "the request" };
        const string choice = "engineering choice for the material against its like";
        return new
        {
            Density = Of(parameters.MassKg ?? parameters.DensityKgM3, material.DensityBasis),
            StaticFriction = Of(parameters.StaticFriction, choice),
            DynamicFriction = Of(parameters.DynamicFriction, "0.1 below the static coefficient"),
            Restitution = Of(parameters.Restitution, choice),
        };
    }
}
