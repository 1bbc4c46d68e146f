using System.Numerics;
using Kiln.SimReady.Assets;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Scenes;

namespace Kiln.SimReady.Tests.Scenes;

public sealed class SceneAlignmentTests
{
    [Theory]
    [InlineData(UpAxisChoice.X, UnitChoice.Millimetre)]
    [InlineData(UpAxisChoice.Y, UnitChoice.Inch)]
    [InlineData(UpAxisChoice.Z, UnitChoice.Metre)]
    public void The_reported_scale_and_turn_are_those_that_were_applied(UpAxisChoice up, UnitChoice unit)
    {
        SceneAlignment alignment = SceneAlignment.Decide(new() { UpAxis = up, Unit = unit }, new(null, null, "a.obj"), diagonal: 1);
        Vector3 point = new(0.1f, -0.2f, 0.3f);

        double[] q = alignment.RotationWxyz;
        Vector3 reported = Vector3.Transform(point, new Quaternion((float)q[1], (float)q[2], (float)q[3], (float)q[0])) * (float)alignment.Scale;
        Vector3 applied = AssetFrame.FromGltf((Vector3)alignment.ToMetresYUp.Point(point));
        Assert.True((reported - applied).Length() < 1e-6f * applied.Length(), $"{reported} is not {applied}.");
    }
}
