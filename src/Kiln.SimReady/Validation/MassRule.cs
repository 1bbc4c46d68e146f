using Kiln.Geometry.Meshes;
using Kiln.SimReady.Assets;
using Kiln.SimReady.Collision;
using Kiln.SimReady.Physics;

namespace Kiln.SimReady.Validation;

/// <summary>
/// KILN.MASS: the mass in the file against what the parts' materials and the volume of their hulls' union call for. A part with holes is
/// judged like a closed one where its hulls fill it. Where they are walls along an open skin, its mass is that of what the skin goes round, and
/// so is the volume. A sheet has no volume but that of a thickness which nobody gave: it cannot be judged and is left out.
/// </summary>
internal static class MassRule
{
    private const string Code = "KILN.MASS";
    private const double Tolerance = 0.25;

    // Hulls that take up less of what a surface goes round are walls along it.
    private const double LeastFilledShare = 0.5;
    private const int MostNames = 5;

    /// <summary>Checks the rule.</summary>
    /// <param name="subject">What is judged.</param>
    /// <param name="parts">The parts, in the order of the physics model's.</param>
    /// <param name="coverage">The volumes of the closed parts' hulls; null when there are none.</param>
    /// <param name="hulls">The hulls of the file by part.</param>
    /// <param name="log">Takes the result.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static void Check(
        ValidationSubject subject,
        SolidParts parts,
        HullCoverage? coverage,
        ILookup<int, SurfaceMesh> hulls,
        RuleLog log,
        CancellationToken cancellationToken)
    {
        PhysicsModel physics = subject.Asset.Physics;
        Sum judged = new();
        if (coverage is { UnionVolume: > 0 })
        {
            judged.Add(physics.Parts.Take(parts.Solids.Count), coverage.UnionVolume);
        }
        else if (parts.Solids.Count > 0)
        {
            judged.LeftOut.AddRange(physics.Parts.Take(parts.Solids.Count).Select(part => $"'{part.Name}' (its hulls enclose no volume)"));
        }

        for (int i = parts.Solids.Count; i < physics.Parts.Count; i++)
        {
            PartPhysics part = physics.Parts[i];
            if (part.VolumeMethod == "shell")
            {
                judged.LeftOut.Add($"'{part.Name}' (a sheet, whose thickness is not known)");
                continue;
            }

            double union = HullCoverage.VolumeOf([.. hulls[i]], cancellationToken);
            if (!(union > 0))
            {
                judged.LeftOut.Add($"'{part.Name}' (its hulls enclose no volume)");
            }
            else if (union < LeastFilledShare * part.VolumeM3)
            {
                judged.Add([part], part.VolumeM3);
                judged.Walls.Add($"'{part.Name}'");
            }
            else
            {
                judged.Add([part], union);
            }
        }

        // A given mass was spread over the parts; the material's own masses are in the same proportion.
        double expected = judged.Expected * physics.ExpectedDensityKgM3 * physics.VolumeM3 / physics.MassKg;
        if (!(expected > 0))
        {
            log.Skip(Code, $"No part has a volume to compare the mass with: {Names(judged.LeftOut)}.");
            return;
        }

        double mass = subject.Bodies.Sum(body => (double)body.Prim.Value<float>("physics:mass"));
        double ratio = mass * judged.Modelled / physics.MassKg / expected;
        bool agrees = Math.Abs(ratio - 1) <= Tolerance;
        log.Measure(Code, Message(agrees, ratio, judged), ratio, 1 + Tolerance, agrees ? RuleOutcome.Pass : RuleOutcome.Waived);
    }

    private static string Message(bool agrees, double ratio, Sum judged)
    {
        string message = agrees
            ? "The mass is within 25% of the material's density times the volume of the hulls' union."
            : FormattableString.Invariant(
                $"The mass is {ratio:0.###} times what the material's density and the volume of the hulls' union let expect.");
        string walls = judged.Walls.Count == 0
            ? ""
            : $" Parts whose hulls are walls along an open skin count with the volume that it goes round: {Names(judged.Walls)}.";
        return message + walls + (judged.LeftOut.Count == 0 ? "" : $" Left out: {Names(judged.LeftOut)}.");
    }

    private static string Names(List<string> names) => names.Count <= MostNames
        ? string.Join(", ", names)
        : FormattableString.Invariant($"{string.Join(", ", names.Take(MostNames))} and {names.Count - MostNames} more");

    private sealed class Sum
    {
        /// <summary>Mass that the model gives the judged parts, kilogram.</summary>
        public double Modelled { get; private set; }

        /// <summary>Mass that the same densities give the volumes they are compared with, kilogram.</summary>
        public double Expected { get; private set; }

        public List<string> Walls { get; } = [];

        public List<string> LeftOut { get; } = [];

        public void Add(IEnumerable<PartPhysics> parts, double comparedVolume)
        {
            double mass = 0;
            double volume = 0;
            foreach (PartPhysics part in parts)
            {
                mass += part.MassKg;
                volume += part.VolumeM3;
            }

            Modelled += mass;
            Expected += mass / volume * comparedVolume;
        }
    }
}
