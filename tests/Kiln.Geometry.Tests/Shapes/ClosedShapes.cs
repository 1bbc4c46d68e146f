using Kiln.Geometry.Meshes;
using Kiln.Geometry.Shapes;

namespace Kiln.Geometry.Tests.Shapes;

/// <summary>Every closed shape by name, with the topology and volume it must have.</summary>
internal static class ClosedShapes
{
    public sealed record Case(SurfaceMesh Mesh, int EulerCharacteristic, double Volume);

    public static IReadOnlyDictionary<string, Case> All { get; } = new Dictionary<string, Case>
    {
        ["box"] = new(CellSolids.Box(1, 2, 3), 2, 6),
        ["hollow box"] = new(CellSolids.HollowBox(new(4, 5, 6), 0.5), 4, (4 * 5 * 6) - (3 * 4 * 5)),
        ["nested shells"] = new(CellSolids.NestedShells(3, 3), 6, 27 - 8 + 1),
        ["open container"] = new(CellSolids.OpenContainer(new(4, 4, 3), 0.5), 2, (4 * 4 * 3) - (3 * 3 * 2.5)),
        ["L"] = new(CellSolids.LShape(1), 2, 4),
        ["T"] = new(CellSolids.TShape(1), 2, 5),
        ["U"] = new(CellSolids.UShape(2), 2, 7 * 8),
        ["cross"] = new(CellSolids.Cross(1), 2, 5),
        ["frame"] = new(CellSolids.Frame(1), 0, 8),
        ["staircase"] = new(CellSolids.Staircase(5, 1, 2), 2, 30),
        ["table"] = new(CellSolids.Table(new(4, 3, 2), 0.25), 2, (4 * 3 * 0.25) + (4 * 0.25 * 0.25 * 1.75)),
        ["sponge"] = new(CellSolids.Sponge(3, 1), -8, 20),
        ["sponge of sponges"] = new(CellSolids.Sponge(9, 2), -160, 400),
        ["cylinder"] = new(RevolvedSolids.Cylinder(1, 2, 64), 2, 2 * Polygon(64)),
        ["cone"] = new(RevolvedSolids.Cone(1, 3, 32), 2, Polygon(32)),
        ["torus"] = new(RevolvedSolids.Torus(2, 1, 48, 24), 0, 4 * Polygon(48) * Polygon(24)),
        ["sphere"] = new(RevolvedSolids.UvSphere(1, 128, 64), 2, double.NaN),
        ["capsule"] = new(RevolvedSolids.Capsule(1, 2, 32, 16), 2, double.NaN),
        ["tube"] = new(RevolvedSolids.Tube(2, 1, 2, 36), 0, 2 * 3 * Polygon(36)),
        ["bowl"] = new(RevolvedSolids.Bowl(2, 0.25, 32, 8), 2, double.NaN),
        ["icosphere"] = new(Spheres.Icosphere(1, 4), 2, double.NaN),
        ["lumpy"] = new(Spheres.Lumpy(1, 4, 7), 2, double.NaN),
        ["plate with holes"] = new(PlateSolids.PlateWithHoles(3, 2, 1, 0.25, 0.2, 16), 2 - 12, 0.2 * (6 - (6 * Polygon(16) / 16))),
        ["gear"] = new(PlateSolids.Gear(12, 2, 1.5, 0.5, 0.3), 0, double.NaN),
        ["spring"] = new(SweptSolids.Spring(1, 0.1, 0.5, 3, 24, 8), 2, double.NaN),
        ["mug"] = new(SweptSolids.Mug(1, 2, 0.1, 32), 0, double.NaN),
    };

    public static TheoryData<string> Names => new(All.Keys);

    /// <summary>Area of a regular polygon in the unit circle.</summary>
    public static double Polygon(int sides) => sides / 2.0 * Math.Sin(Math.Tau / sides);
}
