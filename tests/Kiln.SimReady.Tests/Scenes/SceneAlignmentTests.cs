using Kiln.Geometry;
using Kiln.Geometry.Scenes;
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

    [Theory]
    [InlineData(0.0049, "m", 0.3)]
    [InlineData(0.005, "m", 0.6)]
    [InlineData(20, "m", 0.6)]
    [InlineData(20.1, "mm", 0.6)]
    [InlineData(20_000, "mm", 0.6)]
    [InlineData(20_001, null, 0)]
    [InlineData(9_999, "mm", 0.6)]
    public void A_unit_is_inferred_from_the_size_alone_when_nothing_declares_one(double diagonal, string? unit, double confidence)
    {
        if (unit is null)
        {
            // Metres, with little confidence, would be larger than any model may be.
            Assert.Contains("Give 'unit'", Assert.Throws<InvalidModelException>(() => Decide(diagonal)).Message, StringComparison.Ordinal);
            return;
        }

        SceneAlignment alignment = Decide(diagonal);
        Assert.Equal((unit, "inferred", confidence), (alignment.UnitWord, alignment.UnitSource, alignment.Confidence));
    }

    [Theory]
    [InlineData("a.obj", null, UpAxisChoice.Auto, "y", "inferred")]
    [InlineData("folder/A.OBJ", null, UpAxisChoice.Auto, "y", "inferred")]
    [InlineData("a.stl", null, UpAxisChoice.Auto, "z", "inferred")]
    [InlineData("a.ply", null, UpAxisChoice.Auto, "z", "inferred")]
    [InlineData("a.glb", UpAxis.Y, UpAxisChoice.Auto, "y", "declared")]
    [InlineData("a.glb", UpAxis.Y, UpAxisChoice.Z, "z", "given")]
    [InlineData("a.stl", null, UpAxisChoice.X, "x", "given")]
    public void What_is_given_goes_before_what_is_declared_and_that_before_what_is_usual(
        string model, UpAxis? declared, UpAxisChoice given, string word, string source)
    {
        SceneAlignment alignment = SceneAlignment.Decide(new() { UpAxis = given }, new(LengthUnit.Metre, declared, model), diagonal: 1);
        Assert.Equal((word, source), (alignment.UpAxisWord, alignment.UpAxisSource));
        Assert.Equal(source == "inferred" ? 0.6 : 1, alignment.Confidence);

        StepOutput output = new();
        alignment.Warn(output);
        Assert.Equal(source == "inferred" ? ["UP_AXIS_INFERRED"] : [], output.Warnings.Select(warning => warning.Code));
    }

    private static SceneAlignment Decide(double diagonal) => SceneAlignment.Decide(new(), new(null, null, "a.stl"), diagonal);
}
