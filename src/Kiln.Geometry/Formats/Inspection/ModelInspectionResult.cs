using System.Diagnostics.CodeAnalysis;

namespace Kiln.Geometry.Formats.Inspection;

/// <summary>What the check of a file found.</summary>
/// <param name="Format">The format by the file's name; null when it is none that can be read.</param>
/// <param name="Archive">What an archive holds; null for any other file and for a refused one.</param>
/// <param name="Fault">Why the file is refused; null when it is not.</param>
public sealed record ModelInspectionResult(ModelFormat? Format, ArchiveSummary? Archive, InspectionFault? Fault)
{
    /// <summary>True when the file may be submitted.</summary>
    [MemberNotNullWhen(false, nameof(Fault))]
    [MemberNotNullWhen(true, nameof(Format))]
    public bool IsAccepted => Fault is null;

    internal static ModelInspectionResult Refused(InspectionFaultCode code, string message) => new(null, null, new InspectionFault(code, message));
}
