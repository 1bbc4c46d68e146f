using Kiln.Geometry.Mass;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Shapes;
using Kiln.Geometry.Tests.Shapes;

namespace Kiln.Geometry.Tests.Mass;

public sealed class ExactMassTests
{
    public static TheoryData<string> Names => ClosedShapes.Names;

    [Fact]
    public void A_box_has_its_closed_form()
    {
        MassProperties mass = ExactMass.Of(SurfaceEditing.Translated(CellSolids.Box(1, 2, 3), new(10, 20, 30)));

        Assert.Equal(6, mass.Volume, 1e-12);
        Near(new(10, 20, 30), mass.CenterOfMass, 1e-12);
        Near(new(6 * 13 / 12.0, 6 * 10 / 12.0, 6 * 5 / 12.0, 0, 0, 0), mass.Inertia, 1e-12);
    }

    [Fact]
    public void A_hollow_box_is_the_outer_less_the_inner()
    {
        MassProperties mass = ExactMass.Of(CellSolids.HollowBox(new(4, 5, 6), 0.5));

        double Moment(double a, double b, double volume) => volume * ((a * a) + (b * b)) / 12;
        Assert.Equal(120 - 60, mass.Volume, 1e-12);
        Near(
            new(Moment(5, 6, 120) - Moment(4, 5, 60), Moment(4, 6, 120) - Moment(3, 5, 60), Moment(4, 5, 120) - Moment(3, 4, 60), 0, 0, 0),
            mass.Inertia,
            1e-10);
    }

    [Fact]
    public void Round_solids_converge_to_their_closed_forms()
    {
        // The error of inscribed facets falls with the square of their size: two meshes, extrapolated, give the true value.
        double ball = 4 * Math.PI / 3;
        Check(n => RevolvedSolids.UvSphere(1, n, n / 2), ball, 0, ball * 2 / 5, ball * 2 / 5);
        double cylinder = 2 * Math.PI;
        Check(n => RevolvedSolids.Cylinder(1, 2, n), cylinder, 0, cylinder * (3 + 4) / 12, cylinder / 2);
        double cone = Math.PI * 2 / 3;
        Check(n => RevolvedSolids.Cone(1, 2, n), cone, 0.5, cone * ((3 / 20.0) + (3 * 4 / 80.0)), cone * 3 / 10);
        double torus = 2 * Math.PI * Math.PI * 2 * 0.25;
        Check(n => RevolvedSolids.Torus(2, 0.5, n, n), torus, 0, torus * ((4 / 2.0) + (5 * 0.25 / 8)), torus * (4 + (0.75 * 0.25)));

        static void Check(Func<int, SurfaceMesh> make, double volume, double height, double across, double along)
        {
            MassProperties coarse = ExactMass.Of(make(128));
            MassProperties fine = ExactMass.Of(make(256));
            double Limit(double c, double f) => f + ((f - c) / 3);
            Assert.Equal(volume, Limit(coarse.Volume, fine.Volume), 1e-6 * volume);
            Assert.Equal(height, Limit(coarse.CenterOfMass.Z, fine.CenterOfMass.Z), 1e-6);
            Assert.Equal(across, Limit(coarse.Inertia.XX, fine.Inertia.XX), 1e-6 * across);
            Assert.Equal(across, Limit(coarse.Inertia.YY, fine.Inertia.YY), 1e-6 * across);
            Assert.Equal(along, Limit(coarse.Inertia.ZZ, fine.Inertia.ZZ), 1e-6 * along);
            Assert.Equal(0, fine.Inertia.XY, 1e-9 * along);
        }
    }

    [Fact]
    public void Inertia_turns_with_the_body()
    {
        SurfaceMesh shape = SurfaceEditing.Combined(CellSolids.LShape(1), SurfaceEditing.Translated(Spheres.Lumpy(1, 3, 5), new(4, 1, 0)));
        MassProperties original = ExactMass.Of(shape);
        var random = new Random(4711);
        for (int i = 0; i < 100; i++)
        {
            Affine3d motion = RandomMotion(random);
            MassProperties moved = ExactMass.Of(SurfaceEditing.Transformed(shape, motion));

            Assert.Equal(original.Volume, moved.Volume, 1e-9 * original.Volume);
            Near(motion.Point(original.CenterOfMass), moved.CenterOfMass, 1e-9 * 20);
            Near(original.Inertia.Rotated(motion), moved.Inertia, 1e-9 * original.Inertia.Trace);
        }
    }

    [Fact]
    public void Halves_add_up_to_the_whole()
    {
        MassProperties left = ExactMass.Of(SurfaceEditing.Translated(CellSolids.Box(1, 2, 3), new(-0.5, 0, 0)));
        MassProperties right = ExactMass.Of(SurfaceEditing.Translated(CellSolids.Box(1, 2, 3), new(0.5, 0, 0)));

        MassProperties whole = MassProperties.Combined([left, right]);

        MassProperties expected = ExactMass.Of(CellSolids.Box(2, 2, 3));
        Assert.Equal(expected.Volume, whole.Volume, 1e-12);
        Near(expected.CenterOfMass, whole.CenterOfMass, 1e-12);
        Near(expected.Inertia, whole.Inertia, 1e-11);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_solid_has_the_volume_of_a_plain_sum_and_valid_moments(string name)
    {
        SurfaceMesh mesh = ClosedShapes.All[name].Mesh;

        MassProperties mass = ExactMass.Of(mesh);

        double volume = SurfaceFacts.Volume(mesh);
        Assert.Equal(volume, mass.Volume, 1e-12 * volume);
        PrincipalInertia principal = PrincipalInertia.Of(mass.Inertia);
        Vector3d d = principal.Diagonal;
        Assert.True(d.X > 0 && d.Y > 0 && d.Z > 0);
        Assert.True(d.X + d.Y >= d.Z && d.Y + d.Z >= d.X && d.Z + d.X >= d.Y);
    }

    [Theory]
    [InlineData(1e-3, 0)]
    [InlineData(1e2, 0)]
    [InlineData(1, 1e6)]
    public void Size_and_distance_from_the_origin_do_not_matter(double size, double offset)
    {
        var far = new Vector3d(offset, -offset, offset);
        MassProperties mass = ExactMass.Of(SurfaceEditing.Translated(CellSolids.Box(size, size, 2 * size), far));

        Assert.Equal(2 * size * size * size, mass.Volume, 1e-9 * mass.Volume);
        Near(far, mass.CenterOfMass, 1e-9 * Math.Max(offset, size));
        Assert.Equal(mass.Volume * 5 * size * size / 12, mass.Inertia.XX, 1e-8 * mass.Inertia.XX);
    }

    [Fact]
    public void An_inside_out_solid_is_refused()
    {
        SurfaceMesh inverted = SurfaceEditing.Inverted(CellSolids.Box(1, 1, 1));

        Assert.Throws<InvalidModelException>(() => ExactMass.Of(inverted));
        Assert.Equal(-1, ExactMass.SignedVolume(inverted), 1e-12);
        Assert.Throws<InvalidModelException>(() => ExactMass.Of(new SurfaceMesh([], [])));
    }

    [Fact]
    public void A_square_sheet_has_the_inertia_of_a_plate()
    {
        SurfaceMesh square = new([new(-1, -1, 0), new(1, -1, 0), new(1, 1, 0), new(-1, 1, 0)], [0, 1, 2, 0, 2, 3]);

        MassProperties mass = ShellMass.Of(square, 0.01);

        Assert.Equal(0.04, mass.Volume, 1e-15);
        Near(new(0.04 * 4 / 12, 0.04 * 4 / 12, 0.04 * 8 / 12, 0, 0, 0), mass.Inertia, 1e-15);
    }

    internal static Affine3d RandomMotion(Random random)
    {
        double x, y, z, w, length;
        do
        {
            (x, y, z, w) = (Coordinate(), Coordinate(), Coordinate(), Coordinate());
            length = Math.Sqrt((x * x) + (y * y) + (z * z) + (w * w));
        }
        while (length is > 1 or < 0.1);

        return Affine3d.Rotation(x / length, y / length, z / length, w / length) with
        {
            Origin = new(Coordinate() * 10, Coordinate() * 10, Coordinate() * 10),
        };

        double Coordinate() => (2 * random.NextDouble()) - 1;
    }

    internal static void Near(Vector3d expected, Vector3d actual, double tolerance) =>
        Assert.True((expected - actual).Length <= tolerance, $"expected {expected}, got {actual}");

    internal static void Near(SymmetricTensor3d expected, SymmetricTensor3d actual, double tolerance)
    {
        SymmetricTensor3d d = expected - actual;
        double worst = new[] { d.XX, d.YY, d.ZZ, d.XY, d.XZ, d.YZ }.Max(Math.Abs);
        Assert.True(worst <= tolerance, $"expected {expected}, got {actual}");
    }
}
