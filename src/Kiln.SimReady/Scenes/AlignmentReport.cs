using Kiln.Geometry.Numerics;
using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Scenes;

/// <summary>The report's section on unit and axes: how coordinates of the input became the asset's (metres, Z up), before the origin was moved.</summary>
internal static class AlignmentReport
{
    /// <summary>Adds the section.</summary>
    public static void Add(StepOutput output, SceneAlignment alignment) => output.Report["align"] = ReportJson.Node(new
    {
        InputUnit = alignment.UnitWord,
        alignment.UnitSource,
        InputUpAxis = alignment.UpAxisWord,
        alignment.UpAxisSource,
        ScaleToMetres = alignment.Scale,
        RotationWxyz = alignment.RotationWxyz,
        alignment.Confidence,
    });

    /// <summary>Adds how far the origin was moved after that.</summary>
    /// <param name="output">The step's output.</param>
    /// <param name="offset">What was added to every position: metres, +Y up; told in the asset's axes.</param>
    public static void AddPivot(StepOutput output, Vector3d offset) =>
        output.Report["pivot_offset_m"] = ReportJson.Node(new[] { offset.X, 0 - offset.Z, offset.Y });
}
