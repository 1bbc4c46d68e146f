using Kiln.Geometry.Mass;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Remeshing;
using Kiln.Geometry.Shapes;
using Kiln.Geometry.Spatial;
using Kiln.Geometry.Tests.Cleaning;
using Kiln.Geometry.Tests.Shapes;

namespace Kiln.Geometry.Tests.Remeshing;

public sealed class SolidRemesherTests
{
    public static TheoryData<string> Thick =>
        ["box", "hollow box", "open container", "L", "frame", "sponge", "torus", "icosphere", "lumpy", "tube", "cone"];

    [Theory]
    [MemberData(nameof(Thick))]
    public void A_solid_is_made_anew_closed_and_of_the_same_topology_and_volume(string name)
    {
        SurfaceMesh mesh = ClosedShapes.All[name].Mesh;

        SurfaceMesh solid = SolidRemesher.Remesh(mesh, 32);

        Assert.True(SurfaceFacts.IsClosedManifold(solid));
        Assert.Equal(SurfaceFacts.EulerCharacteristic(mesh), SurfaceFacts.EulerCharacteristic(solid));
        double volume = SurfaceFacts.Volume(mesh);
        Assert.Equal(volume, SurfaceFacts.Volume(solid), 0.03 * volume);
    }

    [Fact]
    public void A_hole_is_closed_over()
    {
        SurfaceMesh sphere = Spheres.Icosphere(1, 3);
        int[] kept = [.. Enumerable.Range(0, sphere.TriangleCount)
            .Where(t => SurfaceFacts.Corners(sphere, t * 3).A.Z < 0.8)
            .SelectMany(t => sphere.Triangles[(t * 3)..((t * 3) + 3)])];

        SurfaceMesh solid = SolidRemesher.Remesh(new(sphere.Vertices, kept), 32);

        Assert.True(SurfaceFacts.IsClosedManifold(solid));
        Assert.Equal(2, SurfaceFacts.EulerCharacteristic(solid));
        Assert.InRange(SurfaceFacts.Volume(solid), 0.93 * SurfaceFacts.Volume(sphere), 1.01 * SurfaceFacts.Volume(sphere));
    }

    [Fact]
    public void Overlapping_solids_count_once()
    {
        SurfaceMesh pair = SurfaceEditing.Combined(CellSolids.Box(1, 1, 1), SurfaceEditing.Translated(CellSolids.Box(1, 1, 1), new(0.5, 0.1, 0.2)));

        MassProperties mass = VoxelMass.TryOf(pair)!;

        double union = 2 - (0.5 * 0.9 * 0.8);
        Assert.Equal(union, mass.Volume, 0.01 * union);
    }

    [Fact]
    public void The_mass_of_a_sound_solid_comes_out_nearly_exact()
    {
        SurfaceMesh mesh = ClosedShapes.All["torus"].Mesh;

        MassProperties voxel = VoxelMass.TryOf(mesh)!;

        MassProperties exact = ExactMass.Of(mesh);
        Assert.Equal(exact.Volume, voxel.Volume, 0.005 * exact.Volume);
        Assert.Equal(exact.Inertia.ZZ, voxel.Inertia.ZZ, 0.01 * exact.Inertia.ZZ);
    }

    [Fact]
    public void A_sheet_has_no_inside()
    {
        Assert.Null(VoxelMass.TryOf(BrokenShapes.Square, 16));
        Assert.Null(VoxelMass.TryOf(new([], []), 16));
    }

    [Fact]
    public void Same_input_same_result()
    {
        SurfaceMesh mesh = Spheres.Lumpy(1, 3, 4);

        SurfaceMesh first = SolidRemesher.Remesh(mesh, 24);
        SurfaceMesh second = SolidRemesher.Remesh(mesh, 24);

        Assert.Equal(first.Vertices, second.Vertices);
        Assert.Equal(first.Triangles, second.Triangles);
    }

    [Fact]
    public void The_tree_of_dipoles_agrees_with_the_sum_over_triangles()
    {
        SurfaceMesh mesh = Spheres.Lumpy(1, 4, 8);
        SurfaceMesh open = BrokenShapes.WithoutTriangle(mesh, 5);
        var winding = new WindingNumber(open.Vertices, open.Triangles);
        var random = new Random(17);
        for (int i = 0; i < 200; i++)
        {
            var point = new Vector3d(random.NextDouble() - 0.5, random.NextDouble() - 0.5, random.NextDouble() - 0.5) * 3;
            double exact = 0;
            for (int t = 0; t < open.Triangles.Length; t += 3)
            {
                var one = new SurfaceMesh(open.Vertices, open.Triangles[t..(t + 3)]);
                exact += new WindingNumber(one.Vertices, one.Triangles).At(point);
            }

            Assert.Equal(exact, winding.At(point), 0.05);
        }
    }
}
