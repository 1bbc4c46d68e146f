using System.Globalization;
using Kiln.Geometry;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;
using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Scenes;

/// <summary>The unit and up axis of an input, and the map to metres with +Y up that follows from them.</summary>
/// <param name="Unit">The unit of the input's coordinates.</param>
/// <param name="UnitSource"><c>given</c>, <c>declared</c> or <c>inferred</c>.</param>
/// <param name="UpAxis">The input's up axis.</param>
/// <param name="UpAxisSource"><c>given</c>, <c>declared</c> or <c>inferred</c>.</param>
/// <param name="Confidence">1 unless something was inferred, 0–1.</param>
/// <param name="ToMetresYUp">From the input's frame to metres with +Y up.</param>
internal sealed record SceneAlignment(
    LengthUnit Unit, string UnitSource, UpAxis UpAxis, string UpAxisSource, double Confidence, Affine3d ToMetresYUp)
{
    private const double SmallestSize = 1e-6;
    private const double LargestSize = 1e4;

    /// <summary>The unit's contract word: <c>mm cm m in ft</c>.</summary>
    public string UnitWord => Unit switch
    {
        LengthUnit.Millimetre => "mm",
        LengthUnit.Centimetre => "cm",
        LengthUnit.Inch => "in",
        LengthUnit.Foot => "ft",
        _ => "m",
    };

    /// <summary>The up axis as a contract word: <c>x y z</c>.</summary>
    public string UpAxisWord => UpAxis switch
    {
        UpAxis.X => "x",
        UpAxis.Z => "z",
        _ => "y",
    };

    /// <summary>Metres per unit of the input.</summary>
    public double Scale => Metres(Unit);

    /// <summary>The turn from the input's axes to the asset's, which has Z up; unit quaternion w, x, y, z.</summary>
    public double[] RotationWxyz => UpAxis switch
    {
        UpAxis.X => [0.5, 0.5, -0.5, 0.5],
        UpAxis.Z => [1, 0, 0, 0],
        _ => [Math.Sqrt(0.5), Math.Sqrt(0.5), 0, 0],
    };

    /// <summary>Decides: what the client gave wins over what the file declares, and that over what can be inferred.</summary>
    /// <param name="parameters">What the client gave.</param>
    /// <param name="notes">What the file declares.</param>
    /// <param name="diagonal">Diagonal of the bounding box in the file's unit.</param>
    /// <exception cref="InvalidModelException">The size in metres is outside 1 µm–10 km.</exception>
    public static SceneAlignment Decide(ConversionParameters parameters, SceneNotes notes, double diagonal)
    {
        (LengthUnit unit, string unitSource, double unitConfidence) = DecideUnit(parameters.Unit, notes.DeclaredUnit, diagonal);
        (UpAxis up, string upSource, double upConfidence) = DecideUpAxis(parameters.UpAxis, notes);
        double metres = Metres(unit);
        double size = diagonal * metres;
        if (!(size >= SmallestSize && size <= LargestSize))
        {
            throw new InvalidModelException(string.Create(
                CultureInfo.InvariantCulture,
                $"The model's diagonal is {size:g4} m; it must be between 1e-6 and 1e4 m. Was the unit right? Give 'unit'"));
        }

        // The images of the input's axes; each turn is a proper rotation.
        (Vector3d x, Vector3d y, Vector3d z) = up switch
        {
            UpAxis.X => (new Vector3d(0, 1, 0), new Vector3d(-1, 0, 0), new Vector3d(0, 0, 1)),
            UpAxis.Z => (new Vector3d(1, 0, 0), new Vector3d(0, 0, -1), new Vector3d(0, 1, 0)),
            _ => (new Vector3d(1, 0, 0), new Vector3d(0, 1, 0), new Vector3d(0, 0, 1)),
        };
        return new(
            unit,
            unitSource,
            up,
            upSource,
            Math.Min(unitConfidence, upConfidence),
            new(x * metres, y * metres, z * metres, Vector3d.Zero));
    }

    /// <summary>Warns of what was inferred.</summary>
    public void Warn(StepOutput output)
    {
        if (UnitSource == "inferred")
        {
            output.Warn("UNIT_INFERRED", $"The format declares no unit; {UnitWord} was inferred from the size.", "Give unit.");
        }

        if (UpAxisSource == "inferred")
        {
            output.Warn("UP_AXIS_INFERRED", $"The format declares no up axis; {UpAxisWord} was taken, as is usual for it.", "Give up_axis.");
        }
    }

    private static (LengthUnit Unit, string Source, double Confidence) DecideUnit(UnitChoice given, LengthUnit? declared, double diagonal) =>
        given switch
        {
            UnitChoice.Millimetre => (LengthUnit.Millimetre, "given", 1),
            UnitChoice.Centimetre => (LengthUnit.Centimetre, "given", 1),
            UnitChoice.Metre => (LengthUnit.Metre, "given", 1),
            UnitChoice.Inch => (LengthUnit.Inch, "given", 1),
            UnitChoice.Foot => (LengthUnit.Foot, "given", 1),
            _ when declared is { } unit => (unit, "declared", 1),

            // Props are between 5 mm and 20 m; CAD exports of them count millimetres.
            _ => diagonal switch
            {
                >= 0.005 and <= 20 => (LengthUnit.Metre, "inferred", 0.7),
                > 20 and <= 20_000 => (LengthUnit.Millimetre, "inferred", 0.7),
                _ => (LengthUnit.Metre, "inferred", 0.3),
            },
        };

    private static (UpAxis Axis, string Source, double Confidence) DecideUpAxis(UpAxisChoice given, SceneNotes notes) => given switch
    {
        UpAxisChoice.X => (UpAxis.X, "given", 1),
        UpAxisChoice.Y => (UpAxis.Y, "given", 1),
        UpAxisChoice.Z => (UpAxis.Z, "given", 1),
        _ when notes.DeclaredUpAxis is { } axis => (axis, "declared", 1),
        _ when notes.ModelName.EndsWith(".obj", StringComparison.OrdinalIgnoreCase) => (UpAxis.Y, "inferred", 0.6),
        _ => (UpAxis.Z, "inferred", 0.6),
    };

    private static double Metres(LengthUnit unit) => unit switch
    {
        LengthUnit.Millimetre => 0.001,
        LengthUnit.Centimetre => 0.01,
        LengthUnit.Inch => 0.0254,
        LengthUnit.Foot => 0.3048,
        _ => 1,
    };
}
