using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Shapes;
using Kiln.Geometry.Tests.Cleaning;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Tests.Models;
using Kiln.SimReady.Tests.Pipeline;

namespace Kiln.SimReady.Tests.ManyModels;

/// <summary>Shapes made in code, sound and broken, as files of every format in turn.</summary>
public sealed class ProceduralModelsTests
{
    private static readonly SurfaceMesh Sphere = Spheres.Icosphere(0.1, 3);

    private static readonly Dictionary<string, Func<SurfaceMesh>> Shapes = new(StringComparer.Ordinal)
    {
        ["box"] = () => CellSolids.Box(0.1, 0.2, 0.3),
        ["L"] = () => CellSolids.LShape(0.1),
        ["T"] = () => CellSolids.TShape(0.1),
        ["U"] = () => CellSolids.UShape(0.1),
        ["cross"] = () => CellSolids.Cross(0.1),
        ["frame"] = () => CellSolids.Frame(0.1),
        ["staircase"] = () => CellSolids.Staircase(6, 0.1, 0.4),
        ["table"] = () => CellSolids.Table(new(1, 0.6, 0.7), 0.05),
        ["container"] = () => CellSolids.OpenContainer(new(0.4, 0.3, 0.2), 0.01),
        ["hollow box"] = () => CellSolids.HollowBox(new(0.3, 0.3, 0.3), 0.02),
        ["nested shells"] = () => CellSolids.NestedShells(0.5, 3),
        ["sponge"] = () => CellSolids.Sponge(0.3, 1),
        ["plate with holes"] = () => PlateSolids.PlateWithHoles(2, 2, 0.1, 0.03, 0.02, 16),
        ["gear"] = () => PlateSolids.Gear(12, 0.05, 0.04, 0.01, 0.01),
        ["cylinder"] = () => RevolvedSolids.Cylinder(0.1, 0.3, 32),
        ["cone"] = () => RevolvedSolids.Cone(0.1, 0.3, 32),
        ["torus"] = () => RevolvedSolids.Torus(0.2, 0.06, 32, 16),
        ["capsule"] = () => RevolvedSolids.Capsule(0.05, 0.2, 24, 8),
        ["tube"] = () => RevolvedSolids.Tube(0.1, 0.08, 0.3, 24),
        ["bowl"] = () => RevolvedSolids.Bowl(0.15, 0.01, 24, 6),
        ["sphere"] = () => Sphere,
        ["lumpy"] = () => Spheres.Lumpy(0.1, 4, 5),
        ["spring"] = () => SweptSolids.Spring(0.05, 0.01, 0.04, 2, 16, 8),
        ["mug"] = () => SweptSolids.Mug(0.04, 0.1, 0.005, 24),
        ["1 mm"] = () => CellSolids.Box(1e-3, 2e-3, 1e-3),
        ["100 m"] = () => CellSolids.Box(100, 100, 60),
        ["far away"] = () => SurfaceEditing.Translated(CellSolids.Box(4, 2, 2), new(1e5, -2e5, 1e5)),
        ["inside out"] = () => SurfaceEditing.Inverted(Sphere),
        ["one triangle flipped"] = () => BrokenShapes.OneFlipped(Sphere, 17),
        ["winding at random"] = () => BrokenShapes.ShuffledWinding(Sphere, 3),
        ["a triangle missing"] = () => BrokenShapes.WithoutTriangle(Spheres.Icosphere(0.1, 1), 5),
        ["a triangle twice"] = () => BrokenShapes.WithTriangle(Sphere, Sphere.Triangles[0], Sphere.Triangles[1], Sphere.Triangles[2]),
        ["a fin inside"] = () => BrokenShapes.WithTriangle(Sphere, Sphere.Triangles[0], Sphere.Triangles[1], Sphere.Triangles[300]),
        ["cubes sharing an edge"] = () => BrokenShapes.CubesSharingAnEdge,
        ["cubes sharing a corner"] = () => BrokenShapes.CubesSharingACorner,
        ["cubes face to face"] = () => BrokenShapes.CubesFaceToFace,
        ["boxes through each other"] = () => SurfaceEditing.Combined(CellSolids.Box(0.4, 0.1, 0.1), CellSolids.Box(0.1, 0.4, 0.1)),
        ["crack at a vertex"] = () => BrokenShapes.TJunction(coveredBySliver: false),
        ["square"] = () => BrokenShapes.Square,
        ["Möbius strip"] = () => BrokenShapes.MoebiusStrip(24),
        ["many components"] = () => SurfaceEditing.Combined(
            [.. Enumerable.Range(0, 20).Select(i => SurfaceEditing.Translated(CellSolids.Box(0.1, 0.1, 0.1), new Vector3d(i % 5, i / 5, 0) * 0.15))]),
    };

    private static readonly Func<SurfaceMesh, (string Extension, byte[] Content)>[] Formats =
    [
        mesh => (".glb", TestScenes.Glb(TestScenes.Of([], ("part", SurfaceEditing.ToTriangleMesh(mesh))))),
        mesh => (".stl", TestFiles.BinaryStl(mesh)),
        mesh => (".obj", TestFiles.Obj(mesh)),
        mesh => (".ply", TestFiles.BinaryPly(mesh)),
        mesh => (".gltf", TestFiles.Gltf(TestScenes.Glb(TestScenes.Of([], ("part", SurfaceEditing.ToTriangleMesh(mesh)))))),
        mesh => (".stl", TestFiles.TextStl(mesh)),
        mesh => (".ply", TestFiles.TextPly(mesh)),
        mesh => (".zip", TestFiles.Zip(("model.obj", TestFiles.Obj(mesh)))),
    ];

    public static TheoryData<string> Names => [.. Shapes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_shape_passes_every_checker(string name)
    {
        int number = Shapes.Keys.ToList().IndexOf(name);
        (string extension, byte[] content) = Formats[number % Formats.Length](Shapes[name]());
        using FinishedConversion asset = FinishedConversion.Run(name + extension, content, new() { Unit = UnitChoice.Metre });
        await SoundAsset.AssertAsync(asset);
    }
}
