using Kiln.Geometry.Mass;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Tests.Mass;

public sealed class PrincipalInertiaTests
{
    private static readonly SymmetricTensor3d Distinct = new(3, 4, 5, 0, 0, 0);

    [Fact]
    public void The_moments_and_axes_give_the_tensor_back()
    {
        var random = new Random(99);
        for (int i = 0; i < 500; i++)
        {
            SymmetricTensor3d tensor = Distinct.Rotated(ExactMassTests.RandomMotion(random));

            PrincipalInertia principal = PrincipalInertia.Of(tensor);

            Vector3d d = principal.Diagonal;
            ExactMassTests.Near(tensor, new SymmetricTensor3d(d.X, d.Y, d.Z, 0, 0, 0).Rotated(principal.Axes), 1e-12);
            Assert.Equal(1, Length(principal), 1e-12);
            Assert.True(principal.W > 0);
            Assert.True(principal.Axes.Determinant > 0);
        }
    }

    [Fact]
    public void A_diagonal_tensor_keeps_its_axes()
    {
        PrincipalInertia principal = PrincipalInertia.Of(new(5, 3, 4, 0, 0, 0));

        Assert.Equal(new PrincipalInertia(new(5, 3, 4), 1, 0, 0, 0), principal);
    }

    [Fact]
    public void A_small_turn_stays_a_small_turn()
    {
        (double sin, double cos) = Math.SinCos(0.2);
        PrincipalInertia principal = PrincipalInertia.Of(Distinct.Rotated(Affine3d.Rotation(0, 0, sin, cos)));

        Assert.Equal(cos, principal.W, 1e-12);
        Assert.Equal(sin, principal.Z, 1e-12);
        Assert.Equal(3, principal.Diagonal.X, 1e-12);
    }

    [Theory]
    [InlineData(2, 2, 3)]
    [InlineData(2, 3, 2)]
    [InlineData(3, 2, 2)]
    [InlineData(2, 2, 2)]
    [InlineData(2, 2.000001, 3)]
    public void Equal_moments_leave_the_axes_where_they_are(double x, double y, double z)
    {
        PrincipalInertia principal = PrincipalInertia.Of(new(x, y, z, 1e-9, 0, 0));

        Assert.Equal(1, principal.W, 1e-6);
        Assert.Equal(x, principal.Diagonal.X, 1e-6);
    }

    [Fact]
    public void A_round_body_that_leans_is_turned_by_the_shortest_way()
    {
        // A cylinder along an axis 30° off Z, towards X: the shortest rotation has no part about the cylinder's own axis.
        (double sin, double cos) = Math.SinCos(Math.PI / 12);
        PrincipalInertia principal = PrincipalInertia.Of(new SymmetricTensor3d(2, 2, 1, 0, 0, 0).Rotated(Affine3d.Rotation(0, sin, 0, cos)));

        Assert.Equal(cos, principal.W, 1e-9);
        Assert.Equal(sin, principal.Y, 1e-9);
        Assert.Equal(0, principal.Z, 1e-9);
    }

    [Fact]
    public void A_flat_body_keeps_the_triangle_inequality_even_as_floats()
    {
        PrincipalInertia principal = PrincipalInertia.Of(new(1, 2, 3.0000001, 0, 0, 0));

        Assert.True((float)principal.Diagonal.X + (float)principal.Diagonal.Y >= (float)principal.Diagonal.Z);
        Assert.Equal(3, principal.Diagonal.X + principal.Diagonal.Y, 1e-5);
    }

    [Fact]
    public void A_needle_gets_no_zero_moment()
    {
        PrincipalInertia principal = PrincipalInertia.Of(new(1, 1, 0, 0, 0, 0));

        Assert.True(principal.Diagonal.Z >= 1e-9);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(double.NaN)]
    [InlineData(-1.0)]
    public void A_tensor_without_mass_is_refused(double moment) =>
        Assert.Throws<InvalidModelException>(() => PrincipalInertia.Of(new(moment, moment, moment, 0, 0, 0)));

    private static double Length(PrincipalInertia p) => Math.Sqrt((p.W * p.W) + (p.X * p.X) + (p.Y * p.Y) + (p.Z * p.Z));
}
