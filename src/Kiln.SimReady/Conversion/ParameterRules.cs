using System.Globalization;
using Kiln.SimReady.Materials;

namespace Kiln.SimReady.Conversion;

/// <summary>The ranges of the conversion's parameters, as the HTTP contract states them.</summary>
internal static class ParameterRules
{
    public static IReadOnlyList<ParameterFault> FindFaults(ConversionParameters parameters)
    {
        List<ParameterFault> faults = [];
        Range("target_triangle_count", parameters.TargetTriangleCount, 1_000, 1_000_000);
        Range("threshold", parameters.Threshold, 0.01, 1);
        Range("max_hulls", parameters.MaxHulls, 1, 256);
        Positive("mass_kg", parameters.MassKg, 1e6);
        Positive("density_kg_m3", parameters.DensityKgM3, 30_000);
        Range("static_friction", parameters.StaticFriction, 0, 10);
        Range("dynamic_friction", parameters.DynamicFriction, 0, 10);
        Range("restitution", parameters.Restitution, 0, 1);
        if (parameters.Material is { } name && !PhysicalMaterialTable.Contains(name))
        {
            faults.Add(new("material", $"Must be one of: {string.Join(", ", PhysicalMaterialTable.Names)}"));
        }

        if (!parameters.Optimize && parameters.TargetTriangleCount is not null)
        {
            faults.Add(new("optimize", "Must not be false together with target_triangle_count"));
        }

        AddFrictionFault(parameters, faults);
        return faults;

        void Range(string field, double? value, double least, double most)
        {
            if (value is { } v && !(v >= least && v <= most))
            {
                faults.Add(new(field, Invariant($"Must be between {least} and {most}")));
            }
        }

        void Positive(string field, double? value, double most)
        {
            if (value is { } v && !(v > 0 && v <= most))
            {
                faults.Add(new(field, Invariant($"Must be greater than 0 and at most {most}")));
            }
        }
    }

    private static void AddFrictionFault(ConversionParameters parameters, List<ParameterFault> faults)
    {
        if (parameters is { StaticFriction: { } fixedFriction, DynamicFriction: { } sliding } && sliding > fixedFriction)
        {
            faults.Add(new("dynamic_friction", Invariant($"Must not be above static_friction ({fixedFriction})")));
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
