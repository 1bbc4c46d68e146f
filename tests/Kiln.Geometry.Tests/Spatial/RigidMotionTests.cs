using System.Numerics;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Shapes;
using Kiln.Geometry.Spatial;

namespace Kiln.Geometry.Tests.Spatial;

public sealed class RigidMotionTests
{
    private static readonly Vector3d[] Points = Spheres.Lumpy(0.1, 3, 7).Vertices;

    // A turn about (1, 2, 2)/3 by some 74°, then a move: in single precision, as files hold copies.
    private static readonly Affine3d Placed = Affine3d.Translation(new(3, -1, 2)).After(Affine3d.Rotation(0.2, 0.4, 0.4, 0.8));

    private static Vector3d[] Copy(Affine3d map) => Array.ConvertAll(Points, point => (Vector3d)(Vector3)map.Point(point));

    [Fact]
    public void The_motion_to_a_rounded_copy_is_found()
    {
        Affine3d? motion = RigidMotion.Between(Points, Copy(Placed));

        Assert.NotNull(motion);
        foreach (Vector3d point in Points)
        {
            Assert.True((motion.Value.Point(point) - Placed.Point(point)).Length < 4e-6);
        }
    }

    [Theory]
    [InlineData(-1, 1, 1)]
    [InlineData(1.001, 1.001, 1.001)]
    [InlineData(1, 1.01, 1)]
    public void Mirrored_and_scaled_copies_are_none(double x, double y, double z) =>
        Assert.Null(RigidMotion.Between(Points, Copy(Placed.After(Affine3d.Scale(new(x, y, z))))));

    [Fact]
    public void One_point_elsewhere_is_enough_to_differ()
    {
        Vector3d[] copy = Copy(Placed);
        copy[^1] += new Vector3d(0, 1e-4, 0);

        Assert.Null(RigidMotion.Between(Points, copy));
    }

    [Fact]
    public void Points_on_a_line_leave_the_turn_open()
    {
        Vector3d[] line = [Vector3d.Zero, new(1, 0, 0), new(2, 0, 0)];

        Assert.Null(RigidMotion.Between(line, line));
        Assert.Null(RigidMotion.Between([], []));
        Assert.Null(RigidMotion.Between(line, [Vector3d.Zero]));
    }

    [Fact]
    public void Copies_are_of_the_first_that_fits()
    {
        int[] things = [5, 7, 15, 25, 8, 17];

        (int Original, Affine3d Motion)[] copies = RigidCopies.Find(
            things.Length, i => things[i] % 10, (original, copy) => Affine3d.Translation(new(things[copy] - things[original], 0, 0)));

        Assert.Equal([0, 1, 0, 0, 4, 1], copies.Select(copy => copy.Original));
        Assert.Equal([0, 0, 10, 20, 0, 10], copies.Select(copy => copy.Motion.Origin.X));
    }

    [Fact]
    public void Many_that_are_alike_and_no_copies_are_not_all_compared()
    {
        int compared = 0;

        (int Original, Affine3d Motion)[] copies = RigidCopies.Find(10_000, _ => 0, (_, _) =>
        {
            compared++;
            return null;
        });

        Assert.Equal(Enumerable.Range(0, 10_000), copies.Select(copy => copy.Original));
        Assert.InRange(compared, 1, 640_000);
    }
}
