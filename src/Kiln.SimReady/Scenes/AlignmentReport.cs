using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Scenes;

/// <summary>The report's section on unit and axes.</summary>
internal static class AlignmentReport
{
    /// <summary>Adds the section.</summary>
    public static void Add(StepOutput output, SceneAlignment alignment) => output.Report["align"] = ReportJson.Node(new
    {
        InputUnit = alignment.UnitWord,
        alignment.UnitSource,
        InputUpAxis = alignment.UpAxisWord,
        alignment.UpAxisSource,
        alignment.Confidence,
    });
}
